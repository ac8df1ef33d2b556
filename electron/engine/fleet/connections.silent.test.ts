import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { HostAddress, SshOptions } from '../../../shared/config/config';
import { sshdAvailable, startSshd, type Sshd } from '../../../e2e/sshd';
import { createConnections, HostError, type Connections } from './connections';
import { hostWith } from '../metrics/test-host';
import { verifyRelease } from './verify';

const why = sshdAvailable();
/** A person who waits for a rollback. Test machines are slow; the figures are in the closing notes. */
const soonMs = 8000;
const urgent = { deadlineMs: 60_000, urgent: true };
const calm = { deadlineMs: 60_000 };

describe.skipIf(why)(`connections that die in silence${why ? ` (skipped: ${why})` : ''}`, () => {
  let sshd: Sshd;
  let jump: Sshd;
  let known: string;
  let open: Connections[];

  const host: HostAddress = { name: 'h1', address: '127.0.1.1', port: null };
  const pool = (over: Partial<SshOptions> = {}): Connections => {
    const made = createConnections(
      {
        user: sshd.user,
        port: sshd.port,
        identity: sshd.identityFile,
        jump: [],
        configFile: null,
        knownHostsFiles: [known],
        connectTimeoutMs: 10_000,
        parallel: 32,
        ...over,
      },
      {
        asker: { hostKey: () => Promise.resolve(false), passphrase: () => Promise.resolve(null) },
        home: join(sshd.dir, 'home'),
        env: {},
      },
    );
    open.push(made);
    return made;
  };
  const pauseMs = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
  const timed = async <Value>(what: string, work: Promise<Value>): Promise<Value> => {
    const start = performance.now();
    try {
      return await work;
    } finally {
      const tookMs = Math.round(performance.now() - start);
      console.info(`${what}: ${tookMs} ms`);
      expect(tookMs, what).toBeLessThan(soonMs);
    }
  };

  beforeAll(async () => {
    [sshd, jump] = await Promise.all([startSshd(), startSshd()]);
    jump.authorize(readFileSync(`${sshd.identityFile}.pub`, 'utf8'));
    known = join(sshd.dir, 'known_hosts');
    writeFileSync(known, sshd.knownHostsLines(['127.0.1.1']));
    appendFileSync(known, jump.knownHostsLines(['127.0.1.2', '127.0.1.3']));
  });
  afterAll(() => Promise.all([sshd.stop(), jump.stop()]));
  beforeEach(() => {
    open = [];
  });
  afterEach(async () => {
    await Promise.all(open.map((one) => one.close()));
    sshd.dropConnections();
    jump.dropConnections();
  });

  it('an urgent command goes over a new one beside it', async () => {
    const connections = pool();
    await connections.connect(host, calm);
    sshd.freezeConnections();
    await pauseMs(2500);
    expect(await timed('silent for 2.5 s', connections.run(host, 'echo well', urgent))).toMatchObject({ stdout: 'well\n' });
    expect(connections.state(host)).toMatchObject({ state: 'connected' });
  });

  it('an urgent command that it dies under is lost soon, and goes over a new one when it is tried again', async () => {
    const connections = pool();
    const run = connections.run(host, 'echo begun; sleep 60', { ...urgent, onStdout: () => sshd.freezeConnections() });
    await expect(timed('under a command', run)).rejects.toMatchObject({ kind: 'lost', message: expect.stringContaining('h1: ') });
    expect(await timed('and again', connections.run(host, 'echo well', urgent))).toMatchObject({ stdout: 'well\n' });
  });

  it('an urgent command is answered also where it dies before the host has taken it', async () => {
    const connections = pool();
    await connections.connect(host, calm);
    sshd.freezeConnections();
    expect(await timed('frozen just now', connections.run(host, 'echo well', urgent))).toMatchObject({ stdout: 'well\n' });
  });

  it('an urgent command does not queue behind those that wait on it', async () => {
    const connections = pool();
    await connections.connect(host, calm);
    sshd.freezeConnections();
    const stuck = Array.from({ length: 12 }, () => connections.run(host, 'true', { deadlineMs: 30_000 }).catch(() => null));
    await pauseMs(500);
    expect(await timed('behind twelve', connections.run(host, 'echo well', urgent))).toMatchObject({ stdout: 'well\n' });
    await connections.close();
    await Promise.all(stuck);
  });

  it('what is under way on one that was only slow is not cut', async () => {
    const connections = pool();
    let begun: () => void = () => undefined;
    const isBegun = new Promise<void>((resolve) => (begun = resolve));
    const slow = connections.run(host, 'echo begun; sleep 3; echo done', { ...calm, onStdout: () => begun() });
    await isBegun;
    sshd.freezeConnections();
    await pauseMs(2500);
    expect(await timed('beside a slow one', connections.run(host, 'echo well', urgent))).toMatchObject({ stdout: 'well\n' });
    sshd.thawConnections();
    expect(await slow).toMatchObject({ code: 0, stdout: 'begun\ndone\n' });
    expect(connections.state(host)).toMatchObject({ state: 'connected' });
  });

  it('an urgent command that is silent for long is no dead connection', async () => {
    expect(await pool().run(host, 'sleep 6; echo well', urgent)).toMatchObject({ stdout: 'well\n' });
  });

  it.each([
    ['one', 1],
    ['two', 2],
  ])('a dead jump host is found the same way, the last of %s', async (_what, count) => {
    const hops = ['127.0.1.2', '127.0.1.3'].slice(0, count).map((address) => `${jump.user}@${address}:${jump.port}`);
    const connections = pool({ jump: hops });
    await connections.connect(host, calm);
    jump.freezeConnections();
    await pauseMs(2500);
    expect(await timed(`${count} dead jump hosts`, connections.run(host, 'echo well', urgent))).toMatchObject({ stdout: 'well\n' });
  });

  it('a jump host that dies just before a new host is dialled through it', async () => {
    const connections = pool({ jump: [`${jump.user}@127.0.1.2:${jump.port}`] });
    await connections.connect(host, calm);
    sshd.dropConnections();
    await expect.poll(() => connections.state(host).state, { timeout: 3000 }).toBe('lost');
    jump.freezeConnections();
    expect(await timed('dialled through a dead one', connections.run(host, 'echo well', urgent))).toMatchObject({
      stdout: 'well\n',
    });
  });

  it('a read-back after a rollback does not wait on it either', async () => {
    const web = createServer((_request, answer) => answer.writeHead(200, { 'x-release': 'abc1234-0011223344' }).end());
    await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
    const { type } = hostWith([]);
    const verified = {
      ...type,
      via: 'ssh' as const,
      verify: {
        by: 'http' as const,
        url: `http://127.0.0.1:${(web.address() as AddressInfo).port}/`,
        expect: 200,
        release: { in: 'header' as const, name: 'x-release' },
        withinMs: 20_000,
      },
    };
    const connections = pool();
    await connections.connect(host, calm);
    const ask = (what: string) =>
      timed(what, verifyRelease(connections, host, verified, 'abc1234-0011223344', new AbortController().signal, { urgent: true }));
    sshd.freezeConnections();
    await pauseMs(2500);
    expect(await ask('verify, silent for 2.5 s')).toMatchObject({ ok: true, proven: true });
    sshd.freezeConnections();
    expect(await ask('verify, frozen just now')).toMatchObject({ ok: true, proven: true });
    web.close();
  });

  it('what nobody waits for urgently ends as well', async () => {
    const connections = pool();
    await connections.connect(host, calm);
    sshd.freezeConnections();
    const start = performance.now();
    const end = await connections.run(host, 'true', { deadlineMs: 3000 }).catch((error: unknown) => error);
    expect(end).toBeInstanceOf(HostError);
    expect(performance.now() - start).toBeLessThan(soonMs);
  });
});
