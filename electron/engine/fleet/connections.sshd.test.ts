import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { HostAddress, SshOptions } from '../../../shared/config/config';
import { sshdAvailable, startSshd, type Sshd } from '../../../e2e/sshd';
import { createConnections, type Asker, type Connections, type ConnectionsDeps } from './connections';
import { fingerprint, parseKnownHosts } from './known-hosts';

const why = sshdAvailable();

describe.skipIf(why)(`connections to a real sshd${why ? ` (skipped: ${why})` : ''}`, () => {
  let sshd: Sshd;
  let known: string;
  let open: Connections[];
  let asked: string[];

  const host = (n: number): HostAddress => ({ name: `h${n}`, address: `127.0.1.${n}`, port: null });
  const addresses = Array.from({ length: 60 }, (_, index) => `127.0.1.${index + 1}`);
  const asker = (over: Partial<Asker> = {}): Asker => ({
    hostKey: (question) => (asked.push(`${question.host} ${question.keyType} ${question.fingerprint}`), Promise.resolve(false)),
    passphrase: (question) => (asked.push(question.file), Promise.resolve(null)),
    ...over,
  });
  const pool = (over: Partial<SshOptions> = {}, deps: Partial<ConnectionsDeps> = {}): Connections => {
    const options: SshOptions = {
      user: sshd.user,
      port: sshd.port,
      identity: sshd.identityFile,
      jump: [],
      configFile: null,
      knownHostsFiles: [known],
      connectTimeoutMs: 10_000,
      parallel: 32,
      ...over,
    };
    const made = createConnections(options, { asker: asker(), home: join(sshd.dir, 'home'), env: {}, ...deps });
    open.push(made);
    return made;
  };
  const quick = { deadlineMs: 10_000 };

  beforeAll(async () => {
    sshd = await startSshd();
  });
  afterAll(() => sshd.stop());
  beforeEach(() => {
    open = [];
    asked = [];
    known = join(sshd.dir, 'known_hosts');
    writeFileSync(known, sshd.knownHostsLines(addresses));
  });
  afterEach(() => Promise.all(open.map((one) => one.close())));

  describe('a command', () => {
    it('answers with its exit, its output and its own words, and takes input', async () => {
      const connections = pool();
      const result = await connections.run(host(1), 'cat; echo oops >&2; exit 3', { ...quick, stdin: 'grüße\n' });
      expect(result).toMatchObject({ code: 3, signal: null, stdout: 'grüße\n', stderr: 'oops\n' });
      expect(await connections.run(host(1), 'kill -9 $$', quick)).toMatchObject({ code: null, signal: 'SIGKILL' });
      expect(connections.state(host(1))).toMatchObject({ state: 'connected', error: null });
    });

    it('brings 5 MB there and back unharmed, in pieces of any size', async () => {
      const bytes = Buffer.from(Array.from({ length: 5_000_000 }, (_, index) => 97 + ((index * 7919) % 26)));
      const pieces = Readable.from([bytes.subarray(0, 1), bytes.subarray(1, 3_000_000), bytes.subarray(3_000_000)]);
      const sent: number[] = [];
      let heard = 0;
      const result = await pool().run(host(1), 'cat', {
        ...quick,
        stdin: pieces,
        maxOutputBytes: 6_000_000,
        onBytesSent: (count) => sent.push(count),
        onStdout: (chunk) => (heard += chunk.length),
      });
      expect(result.stdout === bytes.toString()).toBe(true);
      expect([sent.at(-1), heard]).toEqual([5_000_000, 5_000_000]);
      expect(sent.toSorted((x, y) => x - y)).toEqual(sent);
    });

    it('that ends before it has read its input is a result, not a hang', async () => {
      expect(await pool().run(host(1), 'exit 4', { ...quick, stdin: Buffer.alloc(8_000_000) })).toMatchObject({ code: 4 });
    });

    it('that leaves a child behind with its output open does not keep us', async () => {
      const result = await pool().run(host(1), 'sleep 20 & echo started', quick);
      expect(result).toMatchObject({ code: 0, stdout: 'started\n' });
      expect(result.tookMs).toBeLessThan(5000);
    });

    it('is stopped at its deadline, and the connection goes on', async () => {
      const connections = pool();
      await connections.connect(host(1), quick);
      await expect(connections.run(host(1), 'sleep 30', { deadlineMs: 300 })).rejects.toMatchObject({
        kind: 'timeout',
        host: 'h1',
        message: expect.stringContaining('running the command'),
      });
      expect(await connections.run(host(1), 'echo well', quick)).toMatchObject({ stdout: 'well\n' });
    });

    it('is stopped on the host too, also after its input was ended', async () => {
      const mark = join(sshd.home, 'stopped-mark');
      rmSync(mark, { force: true });
      const cancel = new AbortController();
      const script = 'trap "echo stopped > ~/stopped-mark; exit" TERM; echo ready; while :; do sleep 0.05; done';
      const run = pool().run(host(1), script, { ...quick, signal: cancel.signal, onStdout: () => cancel.abort() });
      await expect(run).rejects.toMatchObject({ kind: 'cancelled' });
      await expect.poll(() => existsSync(mark), { timeout: 5000 }).toBe(true);
    });

    it('is cancelled, whatever stage it is in', async () => {
      const connections = pool();
      const cancel = new AbortController();
      const running = Array.from({ length: 12 }, () => connections.run(host(2), 'sleep 30', { ...quick, signal: cancel.signal }));
      setTimeout(() => cancel.abort(), 300);
      const ends = await Promise.allSettled(running);
      expect(ends.map((end) => end.status === 'rejected' && Reflect.get(Object(end.reason), 'kind'))).toEqual(
        Array(12).fill('cancelled'),
      );
      await expect(connections.run(host(2), 'true', { ...quick, signal: AbortSignal.abort() })).rejects.toMatchObject({
        kind: 'cancelled',
      });
      expect(await connections.run(host(2), 'echo well', quick)).toMatchObject({ stdout: 'well\n' });
    });

    it('that never stops talking is killed, and harms nobody', async () => {
      const connections = pool();
      const endless = connections.run(host(3), 'while :; do echo yes yes yes yes yes yes yes; done', {
        ...quick,
        maxOutputBytes: 200_000,
      });
      const other = connections.run(host(3), 'sleep 0.2; echo well', quick);
      await expect(endless).rejects.toMatchObject({ kind: 'too much output' });
      expect(await other).toMatchObject({ stdout: 'well\n' });
    });

    it('beyond eight at once waits for its turn', async () => {
      const connections = pool();
      const results = await Promise.all(Array.from({ length: 20 }, () => connections.run(host(4), 'sleep 0.1; echo $PPID', quick)));
      expect(results.every((result) => result.code === 0)).toBe(true);
    });
  });

  it('keeps one connection a host for all commands, and reports each state', async () => {
    const connections = pool();
    const states: string[] = [];
    connections.onState((state) => states.push(state.state));
    const who = () => connections.run(host(5), 'echo $SSH_CONNECTION', quick);
    const [one, two] = await Promise.all([who(), who()]);
    const three = await who();
    expect([two.stdout, three.stdout]).toEqual([one.stdout, one.stdout]);
    expect(states).toEqual(['connecting', 'connected']);
  });

  it('reaches 50 hosts at once', async () => {
    const connections = pool();
    const hosts = Array.from({ length: 50 }, (_, index) => host(index + 1));
    const answers = await Promise.all(hosts.map((one) => connections.run(one, 'echo $SSH_CONNECTION', { deadlineMs: 20_000 })));
    expect(answers.map((answer) => answer.stdout.split(' ')[2])).toEqual(hosts.map((one) => one.address));
  });

  it('dials anew after a drop, and says of what was under way that it was lost', async () => {
    const connections = pool();
    await connections.connect(host(6), quick);
    const cut = connections.run(host(6), 'echo begun; sleep 30', { ...quick, onStdout: () => sshd.dropConnections() });
    await expect(cut).rejects.toMatchObject({ kind: 'lost', message: expect.stringContaining('h6: the connection broke') });
    expect(connections.state(host(6)).state).toBe('lost');
    expect(await connections.run(host(6), 'echo back', quick)).toMatchObject({ stdout: 'back\n' });
  });

  describe('host keys', () => {
    it('changed: refused, naming file and line, at once each time', async () => {
      const hosts = [host(7), host(8)];
      writeFileSync(known, `# first\n${sshd.knownHostsLines(['127.0.1.8'])}[127.0.1.7]:${sshd.port} ${otherKey(sshd)}\n`);
      const connections = pool({}, { acceptNew: true });
      for (const urgent of [false, false, true]) {
        const start = performance.now();
        await expect(connections.run(host(7), 'true', { ...quick, urgent })).rejects.toMatchObject({
          kind: 'changed key',
          message: expect.stringContaining(`${known}:3`),
          hint: expect.stringContaining('line 3'),
        });
        expect(performance.now() - start).toBeLessThan(2000);
      }
      expect(connections.state(host(7))).toMatchObject({ state: 'refused' });
      expect(hosts.length).toBe(2);
      expect(await connections.run(host(8), 'echo well', quick)).toMatchObject({ stdout: 'well\n' });
      expect(asked).toEqual([]);
    });

    it('revoked: refused, even when new keys are accepted', async () => {
      appendFileSync(known, `@revoked * ${sshd.knownHostsLines(['x']).split(' ').slice(1).join(' ')}`);
      await expect(pool({}, { acceptNew: true }).run(host(1), 'true', quick)).rejects.toMatchObject({
        kind: 'revoked key',
        message: expect.stringContaining(`${known}:${addresses.length + 1}`),
      });
    });

    it('unknown: asked once with its fingerprint; a no is remembered until a person comes back', async () => {
      writeFileSync(known, '');
      const connections = pool();
      const both = await Promise.allSettled([connections.run(host(1), 'true', quick), connections.run(host(1), 'true', quick)]);
      expect(both.map((one) => one.status === 'rejected' && Reflect.get(Object(one.reason), 'kind'))).toEqual([
        'unknown key',
        'unknown key',
      ]);
      const question = `h1 ssh-ed25519 ${sshd.hostKeyFingerprint()}`;
      expect(asked).toEqual([question]);
      await expect(connections.run(host(1), 'true', quick)).rejects.toMatchObject({ kind: 'unknown key' });
      expect(asked).toEqual([question]);
      await expect(connections.run(host(1), 'true', { ...quick, urgent: true })).rejects.toMatchObject({ kind: 'unknown key' });
      expect(asked).toEqual([question, question]);
      expect(readFileSync(known, 'utf8')).toBe('');
    });

    it('unknown: a yes is written down and the command goes on', async () => {
      writeFileSync(known, '');
      const connections = pool(
        {},
        { asker: asker({ hostKey: (question) => (asked.push(question.fingerprint), Promise.resolve(true)) }) },
      );
      expect(await connections.run(host(1), 'echo in', quick)).toMatchObject({ stdout: 'in\n' });
      expect(asked).toEqual([sshd.hostKeyFingerprint()]);
      const [line] = parseKnownHosts(known, readFileSync(known, 'utf8')).byName.get(`[127.0.1.1]:${sshd.port}`) ?? [];
      expect(fingerprint(Buffer.from(line?.key ?? '', 'base64'))).toBe(sshd.hostKeyFingerprint());
      expect(await pool().run(host(1), 'echo again', quick)).toMatchObject({ stdout: 'again\n' });
    });

    it('unknown: a question that nobody answers ends with the deadline, and its answer counts later', async () => {
      writeFileSync(known, '');
      let answer: (yes: boolean) => void = () => undefined;
      const connections = pool({}, { asker: asker({ hostKey: () => new Promise((resolve) => (answer = resolve)) }) });
      await expect(connections.run(host(1), 'true', { deadlineMs: 700 })).rejects.toMatchObject({
        kind: 'unknown key',
        message: expect.stringContaining('nobody has said'),
      });
      answer(true);
      expect(await connections.run(host(1), 'echo in', quick)).toMatchObject({ stdout: 'in\n' });
    });

    it('unknown: taken without a question where that is wanted', async () => {
      writeFileSync(known, '');
      expect(await pool({}, { acceptNew: true }).run(host(1), 'echo in', quick)).toMatchObject({ stdout: 'in\n' });
      expect(asked).toEqual([]);
      expect(readFileSync(known, 'utf8')).toContain('[127.0.1.1]');
    });
  });

  describe('identities', () => {
    const newKey = (name: string, passphrase = ''): string => {
      const file = join(sshd.dir, name);
      rmSync(file, { force: true });
      rmSync(`${file}.pub`, { force: true });
      execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', passphrase, '-f', file, '-C', name]);
      return file;
    };

    it('a key that the host does not take: says which, and for whom', async () => {
      const identity = newKey('stranger');
      await expect(pool({ identity }).run(host(1), 'true', quick)).rejects.toMatchObject({
        kind: 'auth',
        message: expect.stringContaining(identity),
        hint: expect.stringContaining('authorized_keys'),
      });
      await expect(pool({ identity: null }).run(host(1), 'true', quick)).rejects.toMatchObject({
        kind: 'auth',
        message: expect.stringContaining('no key'),
      });
    });

    it('a locked key: its passphrase is asked once for all hosts, again when it was wrong', async () => {
      const identity = newKey('locked', 'open sesame');
      sshd.authorize(readFileSync(`${identity}.pub`, 'utf8'));
      rmSync(`${identity}.pub`);
      const answers = ['wrong', 'open sesame'];
      const connections = pool(
        { identity },
        { asker: asker({ passphrase: ({ file }) => (asked.push(file), Promise.resolve(answers.shift() ?? null)) }) },
      );
      const all = await Promise.all([1, 2, 3, 4].map((n) => connections.run(host(n), 'echo in', { deadlineMs: 15_000 })));
      expect(all.map((one) => one.stdout)).toEqual(Array(4).fill('in\n'));
      expect(asked).toEqual([identity, identity]);
    });

    it('a locked key that nobody opens', async () => {
      const identity = newKey('locked-2', 'secret');
      sshd.authorize(readFileSync(`${identity}.pub`, 'utf8'));
      await expect(pool({ identity }).run(host(1), 'true', quick)).rejects.toMatchObject({
        kind: 'key needs passphrase',
        hint: expect.stringContaining('ssh-add'),
      });
    });

    describe('an agent', () => {
      let agent: ChildProcess;
      let socket: string;
      beforeAll(async () => {
        socket = join(sshd.dir, 'agent');
        agent = spawn('ssh-agent', ['-D', '-a', socket], { stdio: 'ignore' });
        await vi.waitFor(() => expect(existsSync(socket)).toBe(true), 5000);
        const inAgent = newKey('in-agent', '');
        sshd.authorize(readFileSync(`${inAgent}.pub`, 'utf8'));
        for (const file of [newKey('decoy'), inAgent])
          execFileSync('ssh-add', ['-q', file], { env: { ...process.env, SSH_AUTH_SOCK: socket }, stdio: 'ignore' });
        rmSync(inAgent);
      });
      afterAll(() => agent.kill());

      it('logs in with the key that the host takes', async () => {
        const connections = pool({ identity: null }, { env: { SSH_AUTH_SOCK: socket } });
        const all = await Promise.all([1, 2, 3].map((n) => connections.run(host(n), 'echo in', quick)));
        expect(all.map((one) => one.stdout)).toEqual(Array(3).fill('in\n'));
      });

      it('with IdentitiesOnly gives only the keys that were named, by their public half', async () => {
        const configFile = join(sshd.dir, 'only');
        writeFileSync(
          configFile,
          `IdentitiesOnly yes\nHost 127.0.1.1\n IdentityFile ${sshd.dir}/in-agent\nHost 127.0.1.2\n IdentityFile ${sshd.dir}/decoy\n`,
        );
        const connections = pool({ identity: null, configFile }, { env: { SSH_AUTH_SOCK: socket } });
        expect(await connections.run(host(1), 'echo in', quick)).toMatchObject({ stdout: 'in\n' });
        await expect(connections.run(host(2), 'true', quick)).rejects.toMatchObject({ kind: 'auth' });
      });

      it('that is not there has no keys', async () => {
        expect(await pool({}, { env: { SSH_AUTH_SOCK: '/nonexistent/agent' } }).run(host(1), 'echo in', quick)).toMatchObject({
          stdout: 'in\n',
        });
      });
    });
  });

  describe('the way there', () => {
    it('follows ssh_config, also after it changes', async () => {
      const configFile = join(sshd.dir, 'ssh_config');
      mkdirSync(join(sshd.dir, 'home'), { recursive: true });
      writeFileSync(
        configFile,
        `Host web\n HostName 127.0.1.9\n Port ${sshd.port}\n User ${sshd.user}\n IdentityFile ${sshd.identityFile}\nHost *\n User nobody\n Port 1\n`,
      );
      const connections = pool({ configFile, user: null, identity: null, port: 22 });
      const web: HostAddress = { name: 'web', address: 'web', port: null };
      expect((await connections.run(web, 'echo $SSH_CONNECTION', quick)).stdout.split(' ')[2]).toBe('127.0.1.9');
      const late: HostAddress = { name: 'late', address: 'late', port: null };
      await expect(connections.run(late, 'true', quick)).rejects.toMatchObject({ kind: 'unreachable' });
      appendFileSync(configFile, '');
      writeFileSync(
        configFile,
        `Host late\n HostName 127.0.1.10\n${readFileSync(configFile, 'utf8').replace(' Port 1\n', ` Port ${sshd.port}\n IdentityFile ${sshd.identityFile}\n`).replace('nobody', sshd.user)}`,
      );
      expect((await connections.run(late, 'echo $SSH_CONNECTION', { ...quick, urgent: true })).stdout.split(' ')[2]).toBe(
        '127.0.1.10',
      );
    });

    it('through a chain of jump hosts, which all share', async () => {
      const jump = [`${sshd.user}@127.0.1.20:${sshd.port}`, `${sshd.user}@127.0.1.21:${sshd.port}`];
      const connections = pool({ jump, parallel: 2 });
      const hosts = [30, 31, 32, 33, 34].map(host);
      const all = await Promise.all(hosts.map((one) => connections.run(one, 'echo $SSH_CONNECTION', { deadlineMs: 15_000 })));
      expect(all.map((one) => one.stdout.split(' ')[2])).toEqual(hosts.map((one) => one.address));
      expect(await connections.run(host(30), 'cat | wc -c', { ...quick, stdin: Buffer.alloc(3_000_000) })).toMatchObject({
        stdout: '3000000\n',
      });
      sshd.dropConnections();
      await expect.poll(() => connections.state(host(30)).state, { timeout: 3000 }).toBe('lost');
      expect(await connections.run(host(30), 'echo back', quick)).toMatchObject({ stdout: 'back\n' });
    });

    it('through a jump host that says no: which, and why', async () => {
      writeFileSync(known, sshd.knownHostsLines(['127.0.1.1']));
      await expect(pool({ jump: [`${sshd.user}@127.0.1.22:${sshd.port}`] }).run(host(1), 'true', quick)).rejects.toMatchObject({
        host: 'h1',
        kind: 'unknown key',
        message: expect.stringMatching(/its jump host .*127\.0\.1\.22/),
      });
      const dead: HostAddress = { name: 'dead', address: '127.0.1.1', port: 1 };
      await expect(pool({ jump: [`${sshd.user}@127.0.1.1:${sshd.port}`] }).run(dead, 'true', quick)).rejects.toMatchObject({
        kind: 'unreachable',
        message: expect.stringContaining('through'),
      });
    });

    it('in a circle is an error, not a wait', async () => {
      const configFile = join(sshd.dir, 'circle');
      writeFileSync(configFile, 'Host 127.0.1.1 a\n ProxyJump b\nHost b\n ProxyJump a\n');
      await expect(pool({ configFile }).run(host(1), 'true', quick)).rejects.toMatchObject({
        kind: 'unreachable',
        message: expect.stringContaining('circle'),
      });
    });
  });

  it('forwards a connection for HTTP, and says when nothing listens there', async () => {
    const web = createServer((_request, answer) => answer.end('m'.repeat(300_000)));
    await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
    const { port } = web.address() as AddressInfo;
    const connections = pool();
    const stream = await connections.forward(host(1), '127.0.0.1', port, quick);
    const body = await new Promise<string>((resolve, reject) => {
      const get = request(
        { host: '127.0.0.1', port, path: '/metrics', headers: { connection: 'close' }, createConnection: () => stream },
        (answer) => {
          let text = '';
          answer.on('data', (chunk: Buffer) => (text += chunk.toString())).on('end', () => resolve(text));
        },
      );
      get.on('error', reject).end();
    });
    expect(body.length).toBe(300_000);
    stream.destroy();
    web.close();
    await expect(connections.forward(host(1), '127.0.0.1', 1, quick)).rejects.toMatchObject({
      kind: 'unreachable',
      message: expect.stringContaining('127.0.0.1:1'),
    });
    expect(connections.state(host(1)).state).toBe('connected');
  });

  it('after close answers nothing any more', async () => {
    const connections = pool();
    const running = connections.run(host(1), 'sleep 30', quick);
    setTimeout(() => void connections.close(), 200);
    await expect(running).rejects.toMatchObject({ kind: 'cancelled' });
    await expect(connections.run(host(1), 'true', quick)).rejects.toMatchObject({ kind: 'cancelled' });
  });
});

function otherKey(sshd: Sshd): string {
  return readFileSync(`${sshd.identityFile}.pub`, 'utf8').split(' ').slice(0, 2).join(' ');
}
