import type { Client, ClientChannel, ExecOptions } from 'ssh2';

/**
 * Signals the process behind a channel, also after its input was ended, which ssh2 1.17 does not offer: its own `signal()` is
 * silently dropped then. Where the inside is not as expected, nothing is sent and closing the channel has to do.
 */
export function signalProcess(channel: ClientChannel, name: 'TERM' | 'KILL'): void {
  const protocol: unknown = Reflect.get(Object(Reflect.get(channel, '_client')), '_protocol');
  const outgoing = Object(Reflect.get(channel, 'outgoing')) as object;
  const id: unknown = Reflect.get(outgoing, 'id');
  const state: unknown = Reflect.get(outgoing, 'state');
  const send: unknown = Reflect.get(Object(protocol), 'signal');
  if (typeof send !== 'function' || typeof id !== 'number' || (state !== 'open' && state !== 'eof')) return;
  try {
    send.call(protocol, id, name);
  } catch {
    // The connection is gone: there is nothing to signal any more.
  }
}

/**
 * Runs a command as ssh2's own `exec` does, but knows when it is asked of the host, which is after the host has opened a channel for it:
 * `asked` is called then, and where it answers false nothing is run: a command that was given up must not happen late. ssh2 looks at
 * `env` just before it asks, and takes the command as bytes too, though its types do not say so.
 */
export function execWhenWanted(
  client: Client,
  command: string,
  asked: () => boolean,
  opened: (error: Error | undefined, channel: ClientChannel) => void,
): void {
  const bytes = Buffer.from(command);
  const options: ExecOptions = {
    get env() {
      if (!asked()) bytes.fill(' ').write(':');
      return undefined;
    },
  };
  client.exec(bytes as unknown as string, options, opened);
}
