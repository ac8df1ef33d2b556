import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import ssh2, { type Connection, type Session } from 'ssh2';
import { startApp, type DemoApp } from './app';

export interface DemoHostOptions {
  readonly name: string;
  /** The login's home: everything the host has. */
  readonly home: string;
  readonly hostKey: string;
  /** The one public key that may log in. */
  readonly clientKey: Buffer;
  readonly seed: number;
}

export interface DemoHost {
  readonly name: string;
  readonly port: number;
  close(): void;
}

/** The port that the shop listens on, as seen from its host: each host of the demonstration has its own 8080. */
const shopPort = 8080;

/** One host of the demonstration: an SSH server on loopback that runs real commands with a real `sh` in the host's own home. */
export async function startHost(options: DemoHostOptions): Promise<DemoHost> {
  mkdirSync(join(options.home, 'bin'), { recursive: true });
  mkdirSync(join(options.home, 'srv/shop/releases'), { recursive: true });
  const app = await startApp(join(options.home, 'srv/shop'), options.seed);
  writeFileSync(join(options.home, 'bin/reload'), reloadScript, { mode: 0o755 });
  const watching = watchReload(join(options.home, 'run'), app);
  const connections = new Set<Connection>();
  const server = new ssh2.Server({ hostKeys: [options.hostKey], ident: 'capstan-demo' }, (connection) => {
    connections.add(connection);
    connection.on('close', () => connections.delete(connection));
    connection.on('error', () => undefined);
    connection.on('authentication', (auth) => {
      const good = auth.method === 'publickey' && auth.key.data.equals(options.clientKey);
      const proven =
        good && (!auth.signature || verify(options.clientKey, auth.blob ?? Buffer.alloc(0), auth.signature, auth.hashAlgo));
      if (proven) auth.accept();
      else auth.reject(['publickey']);
    });
    connection.on('ready', () => {
      connection.on('session', (accept) => serveSession(accept(), options.home));
      connection.on('tcpip', (accept, reject, info) => {
        const port = info.destPort === shopPort ? app.port : info.destPort;
        const socket = createConnection({ host: '127.0.0.1', port });
        socket.once('error', () => reject());
        socket.once('connect', () => {
          const channel = accept();
          channel.on('error', () => socket.destroy());
          socket.on('error', () => channel.destroy());
          channel.pipe(socket).pipe(channel);
        });
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    name: options.name,
    port: (server.address() as { port: number }).port,
    close: () => {
      server.close();
      for (const connection of connections) connection.end();
      clearInterval(watching);
      app.close();
    },
  };
}

/** As a service manager does it: asks the running process, waits for its word, and fails if that does not come. */
const reloadScript = `#!/bin/sh
mkdir -p "$HOME/run"
id=$$.$(date +%s%N)
echo "$id" >"$HOME/run/reload.tmp" && mv "$HOME/run/reload.tmp" "$HOME/run/reload"
i=0
while [ "$i" -lt 250 ]; do
  [ "$(cat "$HOME/run/reloaded" 2>/dev/null)" != "$id" ] || exit 0
  sleep 0.02
  i=$((i + 1))
done
echo 'the shop did not answer' >&2
exit 1
`;

function watchReload(directory: string, app: DemoApp): NodeJS.Timeout {
  mkdirSync(directory, { recursive: true });
  let last = '';
  return setInterval(() => {
    let id = '';
    try {
      id = readFileSync(join(directory, 'reload'), 'utf8');
    } catch {
      return;
    }
    if (id === last) return;
    last = id;
    app.reload();
    writeFileSync(join(directory, 'reloaded'), id);
  }, 30);
}

function verify(key: Buffer, blob: Buffer, signature: Buffer, hash: string | undefined): boolean {
  const parsed = ssh2.utils.parseKey(key);
  return !(parsed instanceof Error) && !Array.isArray(parsed) && parsed.verify(blob, signature, hash);
}

function serveSession(session: Session, home: string): void {
  session.on('exec', (accept, _reject, info) => {
    const channel = accept();
    const child = spawn('/bin/sh', ['-c', info.command], {
      cwd: home,
      env: { HOME: home, PATH: `${home}/bin:${process.env['PATH'] ?? '/usr/bin:/bin'}`, LANG: 'C.UTF-8' },
    });
    child.stdin.on('error', () => undefined);
    channel.on('error', () => child.kill('SIGKILL'));
    channel.pipe(child.stdin);
    child.stdout.on('data', (chunk: Buffer) => {
      if (!channel.write(chunk)) {
        child.stdout.pause();
        channel.once('drain', () => child.stdout.resume());
      }
    });
    child.stderr.pipe(channel.stderr, { end: false });
    child.on('error', () => channel.close());
    child.on('close', (code, signal) => {
      if (signal) channel.exit(signal.replace('SIG', ''), false, '');
      else channel.exit(code ?? 1);
      channel.end();
    });
  });
}
