import { createServer, type AddressInfo, type Server as TcpServer, type Socket } from 'node:net';
import ssh2, { type Algorithms, type Connection, type ServerChannel } from 'ssh2';

export type KeyKind = 'ed25519' | 'ecdsa';

/** A new key pair: the private half as OpenSSH keeps it, the public half as a line of `authorized_keys`. */
export function makeKeyPair(kind: KeyKind = 'ed25519'): { private: string; public: string } {
  for (;;) {
    const pair =
      kind === 'ecdsa' ? ssh2.utils.generateKeyPairSync('ecdsa', { bits: 256 }) : ssh2.utils.generateKeyPairSync('ed25519');
    // About one ed25519 key in 400 that ssh2 1.17 makes, it cannot read itself ("Malformed OpenSSH private key").
    if (!(ssh2.utils.parseKey(pair.private) instanceof Error)) return pair;
  }
}

export interface SshServerOptions {
  /** Private host keys; one ed25519 key where nothing is said. */
  readonly hostKeys?: readonly string[];
  readonly algorithms?: Algorithms;
  /** Sessions a connection may have open at once. */
  readonly maxSessions?: number;
  readonly refuseLogin?: boolean;
  /** What a command does. Where nothing is said: exits with 0 at once. */
  onExec?(command: string, channel: ServerChannel, connection: Connection): void;
  /** Called when a command is asked for, before anything is said to that: true when it was dealt with. */
  onExecAsked?(command: string): boolean;
  /** Called for each connection as it comes, before any word of SSH: true when it was dealt with. */
  onSocket?(socket: Socket): boolean;
}

export interface SshServer {
  readonly port: number;
  readonly knownHostsLine: string;
  /** Connections accepted so far. */
  readonly accepted: number;
  /** Most sessions open at once so far, on all connections. */
  readonly mostSessions: number;
  /** Cuts every connection without a goodbye. */
  dropAll(): void;
  stop(): Promise<void>;
}

/** A small SSH server in this process, for hosts that behave oddly. Takes any public key. */
export async function startSshServer(options: SshServerOptions = {}): Promise<SshServer> {
  const hostKeys = options.hostKeys ?? [makeKeyPair().private];
  const sockets = new Set<Socket>();
  let accepted = 0;
  let sessions = 0;
  let mostSessions = 0;
  const ssh = new ssh2.Server(
    { hostKeys: [...hostKeys], ...(options.algorithms ? { algorithms: options.algorithms } : {}) },
    (connection) => {
      let open = 0;
      connection.on('error', () => undefined);
      connection.on('authentication', (ask) => {
        if (options.refuseLogin || ask.method !== 'publickey') ask.reject(['publickey']);
        else ask.accept();
      });
      connection.on('ready', () => {
        connection.on('session', (accept, reject) => {
          if (open >= (options.maxSessions ?? 1000)) return reject();
          open += 1;
          sessions += 1;
          mostSessions = Math.max(mostSessions, sessions);
          const session = accept();
          session.once('close', () => {
            open -= 1;
            sessions -= 1;
          });
          session.on('exec', (acceptExec, _reject, info) => {
            if (options.onExecAsked?.(info.command)) return;
            const channel = acceptExec();
            channel.on('error', () => undefined);
            if (options.onExec) options.onExec(info.command, channel, connection);
            else {
              channel.exit(0);
              channel.end();
            }
          });
        });
      });
    },
  );
  const tcp = createServer((socket) => {
    accepted += 1;
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => sockets.delete(socket));
    if (!options.onSocket?.(socket)) ssh.injectSocket(socket);
  });
  const port = await listen(tcp);
  const parsed = ssh2.utils.parseKey(hostKeys[0] ?? '');
  const publicKey = parsed instanceof Error ? '' : `${parsed.type} ${parsed.getPublicSSH().toString('base64')}`;
  return {
    port,
    knownHostsLine: `[127.0.0.1]:${port} ${publicKey}\n`,
    get accepted() {
      return accepted;
    },
    get mostSessions() {
      return mostSessions;
    },
    dropAll: () => {
      for (const socket of sockets) socket.resetAndDestroy();
    },
    stop: () =>
      new Promise((resolve) => {
        tcp.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

function listen(server: TcpServer): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}
