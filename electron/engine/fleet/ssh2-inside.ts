import type { ClientChannel } from 'ssh2';

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
