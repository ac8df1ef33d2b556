import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { HostAddress, SshOptions } from '../../../shared/config/config';
import { makeKeyPair, startSshServer, type SshServer, type SshServerOptions } from '../../../e2e/ssh-server';
import { createConnections, HostError, type Connections } from './connections';

describe('connections to odd hosts', () => {
  let dir: string;
  let open: (() => Promise<void>)[];
  let known: string;

  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'capstan-odd-'));
    known = join(dir, 'known');
    writeFileSync(known, '');
    writeFileSync(join(dir, 'id'), makeKeyPair().private, { mode: 0o600 });
    open = [];
  });
  afterEach(async () => {
    for (const stop of open.reverse()) await stop();
    rmSync(dir, { recursive: true });
  });

  const server = async (options: SshServerOptions = {}): Promise<SshServer & { host: HostAddress }> => {
    const made = await startSshServer(options);
    open.push(() => made.stop());
    writeFileSync(known, made.knownHostsLine, { flag: 'a' });
    return Object.assign(made, { host: { name: `odd-${made.port}`, address: '127.0.0.1', port: made.port } });
  };
  const pool = (over: Partial<SshOptions> = {}): Connections => {
    const made = createConnections(
      {
        user: 'me',
        port: 22,
        identity: join(dir, 'id'),
        jump: [],
        configFile: null,
        knownHostsFiles: [known],
        connectTimeoutMs: 5000,
        parallel: 32,
        ...over,
      },
      { asker: { hostKey: () => Promise.resolve(false), passphrase: () => Promise.resolve(null) }, home: dir, env: {} },
    );
    open.push(() => made.close());
    return made;
  };
  /** What an operation ends with, and within which time. */
  const endOf = async (operation: Promise<unknown>): Promise<{ kind: string; message: string; tookMs: number }> => {
    const start = performance.now();
    const error: unknown = await operation.then(
      () => null,
      (reason: unknown) => reason,
    );
    if (!(error instanceof HostError)) throw new Error(`no HostError but ${String(error)}`);
    expect(error.hint).not.toBe('');
    return { kind: error.kind, message: error.message, tookMs: performance.now() - start };
  };

  it.each([
    ['accepts and never says a word', { onSocket: () => true }],
    ['speaks something else, slowly', { onSocket: (socket) => socket.write('HTTP/1.1 400 Bad Request\r\n') || true }],
    ['goes quiet at the command', { onExec: () => undefined }],
  ] satisfies [string, SshServerOptions][])(
    'a host that %s: an error at the deadline, and no other host waits',
    async (_what, options) => {
      const odd = await server(options);
      const good = await server();
      const connections = pool({ parallel: 2 });
      const [bad, fine] = await Promise.all([
        endOf(connections.run(odd.host, 'true', { deadlineMs: 500 })),
        connections.run(good.host, 'true', { deadlineMs: 5000 }),
      ]);
      expect(bad.kind).toBe('timeout');
      expect(bad.tookMs).toBeLessThan(1500);
      expect(fine.code).toBe(0);
    },
  );

  it('a dial has a limit of its own, which frees its place for others', async () => {
    const odd = await server({ onSocket: () => true });
    const good = await server();
    const connections = pool({ parallel: 1, connectTimeoutMs: 300 });
    const bad = endOf(connections.run(odd.host, 'true', { deadlineMs: 10_000 }));
    expect(await connections.run(good.host, 'true', { deadlineMs: 5000 })).toMatchObject({ code: 0 });
    expect(await bad).toMatchObject({ kind: 'timeout', message: expect.stringContaining('does not speak SSH within 0.3 s') });
  });

  it('a dial that nobody waits for any longer is given up', async () => {
    const odd = await server({ onSocket: () => true });
    const connections = pool({ parallel: 1, connectTimeoutMs: 60_000 });
    await endOf(connections.run(odd.host, 'true', { deadlineMs: 200 }));
    const good = await server();
    expect(await connections.run(good.host, 'true', { deadlineMs: 3000 })).toMatchObject({ code: 0 });
  });

  it('a port where nothing listens: at once, then left alone but for a person', async () => {
    const gone = await server();
    await gone.stop();
    const connections = pool();
    expect(await endOf(connections.run(gone.host, 'true', { deadlineMs: 5000 }))).toMatchObject({
      kind: 'unreachable',
      message: expect.stringContaining('ECONNREFUSED'),
    });
    expect(await endOf(connections.run(gone.host, 'true', { deadlineMs: 5000 }))).toMatchObject({
      kind: 'unreachable',
      message: expect.stringContaining('left alone'),
    });
    expect(await endOf(connections.run(gone.host, 'true', { deadlineMs: 5000, urgent: true }))).toMatchObject({
      message: expect.not.stringContaining('left alone'),
    });
    expect(connections.state(gone.host)).toMatchObject({ state: 'lost' });
  });

  it('a host that resets before it greets: tried once more in one operation, not oftener', async () => {
    const odd = await server({ onSocket: (socket) => (setImmediate(() => socket.resetAndDestroy()), true) });
    expect(await endOf(pool().run(odd.host, 'true', { deadlineMs: 5000 }))).toMatchObject({ kind: 'lost' });
    expect(odd.accepted).toBe(2);
  });

  it('a host that resets the first time only', async () => {
    let times = 0;
    const odd = await server({ onSocket: (socket) => times++ === 0 && (setImmediate(() => socket.destroy()), true) });
    expect(await pool().run(odd.host, 'true', { deadlineMs: 5000 })).toMatchObject({ code: 0 });
  });

  it('drops in the middle: lost, and not run a second time', async () => {
    let runs = 0;
    const odd = await server({
      onExec: (_command, channel) => {
        runs += 1;
        channel.write('half an ans');
        setTimeout(() => odd.dropAll(), 50);
      },
    });
    expect(await endOf(pool().run(odd.host, 'true', { deadlineMs: 5000 }))).toMatchObject({ kind: 'lost' });
    expect(runs).toBe(1);
  });

  it('drops when it has taken the command and not said so: lost, and not run a second time', async () => {
    let asked = 0;
    const odd = await server({
      onExecAsked: () => {
        asked += 1;
        odd.dropAll();
        return true;
      },
    });
    const connections = pool();
    await connections.connect(odd.host, { deadlineMs: 5000 });
    expect(await endOf(connections.run(odd.host, 'reload', { deadlineMs: 5000 }))).toMatchObject({ kind: 'lost' });
    expect(asked).toBe(1);
  });

  it('stops before it has taken an urgent command, and goes on later: not run a second time', async () => {
    const commands: string[] = [];
    const sockets: Socket[] = [];
    const odd = await server({
      onSocket: (socket) => sockets.push(socket) === 0,
      onExec: (command, channel) => {
        commands.push(command.trim());
        channel.exit(0);
        channel.end();
      },
    });
    const connections = pool();
    await connections.connect(odd.host, { deadlineMs: 5000 });
    sockets[0]?.pause();
    expect(await connections.run(odd.host, 'switch', { deadlineMs: 20_000, urgent: true })).toMatchObject({ code: 0 });
    sockets[0]?.resume();
    await expect.poll(() => commands, { timeout: 3000 }).toEqual(['switch', ':']);
  });

  it.each([
    ['a banner that never ends', 'no version, only words\r\n'],
    ['a line that never ends', 'x'.repeat(1000)],
  ])('greets with %s: an error within the time of a dial', async (_what, words) => {
    const odd = await server({
      onSocket: (socket) => {
        const timer = setInterval(() => socket.write(words), 1);
        socket.once('close', () => clearInterval(timer));
        return true;
      },
    });
    const bad = await endOf(pool({ connectTimeoutMs: 500 }).run(odd.host, 'true', { deadlineMs: 20_000 }));
    expect(bad.tookMs).toBeLessThan(5000);
  });

  it('an exit without an end of the output before a drop is not a whole answer', async () => {
    const odd = await server({
      onExec: (_command, channel) => {
        channel.write('half');
        channel.exit(0);
        setTimeout(() => odd.dropAll(), 50);
      },
    });
    expect(await endOf(pool().run(odd.host, 'true', { deadlineMs: 5000 }))).toMatchObject({ kind: 'lost' });
  });

  it('ends a command without saying how: lost', async () => {
    const odd = await server({ onExec: (_command, channel) => channel.close() });
    expect(await endOf(pool().run(odd.host, 'true', { deadlineMs: 5000 }))).toMatchObject({ kind: 'lost' });
  });

  it('a warm connection that died unseen is made anew within the operation', async () => {
    const odd = await server();
    const connections = pool();
    await connections.connect(odd.host, { deadlineMs: 5000 });
    odd.dropAll();
    // Not a tick for the reset to be noticed.
    expect(await connections.run(odd.host, 'true', { deadlineMs: 5000 })).toMatchObject({ code: 0 });
    expect(odd.accepted).toBe(2);
  });

  it('a connection that broke comes back by itself', async () => {
    const odd = await server();
    const connections = pool();
    await connections.connect(odd.host, { deadlineMs: 5000 });
    const states: string[] = [];
    connections.onState((state) => states.push(state.state));
    odd.dropAll();
    await expect.poll(() => states.at(-1), { timeout: 4000 }).toBe('connected');
    expect(states).toEqual(['lost', 'connecting', 'connected']);
  });

  it('floods with output, also after it was told to stop: bounded, and others go on', async () => {
    const odd = await server({
      onExec: (command, channel) => {
        if (command !== 'flood') {
          channel.exit(0);
          channel.end();
          return;
        }
        const more = () => {
          while (channel.writable && channel.write(Buffer.alloc(65_536)));
          channel.once('drain', more);
        };
        more();
      },
    });
    const connections = pool();
    const bad = endOf(connections.run(odd.host, 'flood', { deadlineMs: 5000, maxOutputBytes: 500_000 }));
    expect(await connections.run(odd.host, 'other', { deadlineMs: 5000 })).toMatchObject({ code: 0 });
    expect(await bad).toMatchObject({ kind: 'too much output' });
    expect(await connections.run(odd.host, 'other', { deadlineMs: 5000 })).toMatchObject({ code: 0 });
  });

  it('allows fewer sessions than usual: makes do with them', async () => {
    const odd = await server({
      maxSessions: 2,
      onExec: (_command, channel) =>
        void setTimeout(() => {
          channel.exit(0);
          channel.end();
        }, 20),
    });
    const connections = pool();
    const all = await Promise.all(Array.from({ length: 10 }, () => connections.run(odd.host, 'x', { deadlineMs: 8000 })));
    expect(all.every((one) => one.code === 0)).toBe(true);
    expect([odd.mostSessions, odd.accepted]).toEqual([2, 1]);
  });

  it('never has more than eight sessions open on a host', async () => {
    const odd = await server({
      onExec: (_command, channel) =>
        void setTimeout(() => {
          channel.exit(0);
          channel.end();
        }, 20),
    });
    const connections = pool();
    await Promise.all(Array.from({ length: 30 }, () => connections.run(odd.host, 'x', { deadlineMs: 8000 })));
    expect(odd.mostSessions).toBe(8);
  });

  it.each([
    ['cipher', { cipher: ['chacha20-poly1305@openssh.com'] }],
    ['key exchange', { kex: ['diffie-hellman-group-exchange-sha256'] }],
    ['MAC', { cipher: ['aes128-ctr'], hmac: ['hmac-sha1'] }],
  ] satisfies [string, SshServerOptions['algorithms']][])(
    'offers no %s that we take: says what we would take',
    async (what, algorithms) => {
      const odd = await server({ algorithms });
      expect(await endOf(pool().run(odd.host, 'true', { deadlineMs: 5000 }))).toMatchObject({
        kind: 'no algorithm',
        message: expect.stringContaining(`no ${what} that Capstan takes`),
      });
    },
  );

  it('has keys of two types, one of them known: is asked for that one', async () => {
    const [ecdsa, ed25519] = [makeKeyPair('ecdsa'), makeKeyPair('ed25519')];
    const odd = await server({ hostKeys: [ed25519.private, ecdsa.private] });
    writeFileSync(known, `[127.0.0.1]:${odd.port} ${ecdsa.public}\n`);
    expect(await pool().run(odd.host, 'true', { deadlineMs: 5000 })).toMatchObject({ code: 0 });
  });

  it('refuses the login: said so, and not tried twice', async () => {
    const odd = await server({ refuseLogin: true });
    expect(await endOf(pool().run(odd.host, 'true', { deadlineMs: 5000 }))).toMatchObject({ kind: 'auth' });
    expect(odd.accepted).toBe(1);
  });

  it('input that breaks off is not taken for whole', async () => {
    let ended = false;
    const odd = await server({ onExec: (_command, channel) => void channel.on('end', () => (ended = true)).resume() });
    const { Readable } = await import('node:stream');
    const broken = new Readable({
      read() {
        this.push('some');
        this.destroy(new Error('disk gone'));
      },
    });
    expect(await endOf(pool().run(odd.host, 'cat', { deadlineMs: 3000, stdin: broken }))).toMatchObject({
      message: expect.stringContaining('disk gone'),
    });
    expect(ended).toBe(false);
  });
});
