import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { HostAddress } from '../../../shared/config/config';
import { sshdAvailable, startSshd, type Sshd } from '../../../e2e/sshd';
import { createConnections, type Connections } from './connections';
import { uploadFile, type Upload } from './upload';

const why = sshdAvailable();
const sizeBytes = 12_000_000;

describe.skipIf(why)(`an upload to a real sshd${why ? ` (skipped: ${why})` : ''}`, () => {
  let sshd: Sshd;
  let connections: Connections;
  let file: string;
  let sha256: string;
  let box: string;

  const hosts = (count: number): HostAddress[] =>
    Array.from({ length: count }, (_, index) => ({ name: `h${index + 1}`, address: `127.0.1.${index + 1}`, port: null }));
  const sizeOnHost = async (host: HostAddress) =>
    Number((await connections.run(host, `stat -c %s ${box}/${host.name} 2>/dev/null || echo 0`, { deadlineMs: 5000 })).stdout);
  const upload = (over: Partial<Upload> = {}) =>
    uploadFile({
      connections,
      hosts: hosts(3),
      file,
      sizeBytes,
      commandFor: (host, offset) =>
        `mkdir -p ${box} && cd ${box} && dd of=${host.name} oflag=append conv=notrunc,sync seek=0 bs=1 count=0 2>/dev/null; [ "$(stat -c %s ${host.name})" = ${offset} ] && cat >> ${host.name} && sha256sum < ${host.name}`,
      offsetFor: sizeOnHost,
      parallel: 8,
      deadlineMs: 15_000,
      ...over,
    });

  beforeAll(async () => {
    sshd = await startSshd();
    file = join(sshd.dir, 'artifact');
    const bytes = randomBytes(sizeBytes);
    writeFileSync(file, bytes);
    sha256 = createHash('sha256').update(bytes).digest('hex');
  });
  afterAll(() => sshd.stop());
  beforeEach(() => {
    box = join(sshd.home, `upload-${process.pid}-${Date.now()}`);
    const known = join(sshd.dir, 'known');
    writeFileSync(known, sshd.knownHostsLines(hosts(60).map((host) => host.address)));
    mkdirSync(sshd.dir, { recursive: true });
    connections = createConnections(
      {
        user: sshd.user,
        port: sshd.port,
        identity: sshd.identityFile,
        jump: [],
        configFile: null,
        knownHostsFiles: [known],
        connectTimeoutMs: 10_000,
        parallel: 32,
      },
      { asker: { hostKey: () => Promise.resolve(false), passphrase: () => Promise.resolve(null) }, home: sshd.dir, env: {} },
    );
  });
  afterEach(async () => {
    await connections.close();
    rmSync(box, { recursive: true, force: true });
  });

  const answers = (done: Awaited<ReturnType<typeof upload>>) =>
    [...done.values()].map((one) => (one.ok ? one.answer.stdout.trim().split(' ')[0] : one.error.message));

  it('brings the file to all hosts, with its progress', async () => {
    const seen = new Map<string, number[]>();
    const done = await upload({
      hosts: hosts(5),
      onProgress: ({ host, sentBytes }) => seen.set(host, [...(seen.get(host) ?? []), sentBytes]),
    });
    expect(answers(done)).toEqual(Array(5).fill(sha256));
    for (const progress of seen.values()) {
      expect([progress[0], progress.at(-1)]).toEqual([0, sizeBytes]);
      expect(progress.toSorted((a, b) => a - b)).toEqual(progress);
    }
  });

  it('goes on from what the host has after a drop', async () => {
    const offsets: number[] = [];
    let dropped = false;
    const done = await upload({
      hosts: hosts(1),
      offsetFor: async (host) => {
        const offset = await sizeOnHost(host);
        offsets.push(offset);
        return offset;
      },
      onProgress: ({ sentBytes }) => {
        if (sentBytes < 8_000_000 || dropped) return;
        dropped = true;
        sshd.dropConnections();
      },
    });
    expect(answers(done)).toEqual([sha256]);
    expect(offsets).toHaveLength(2);
    expect(offsets[1]).toBeGreaterThan(0);
    expect(statSync(join(box, 'h1')).size).toBe(sizeBytes);
  });

  it('sends nothing to a host that has it all, but asks it', async () => {
    await upload({ hosts: hosts(1) });
    const progress: number[] = [];
    const done = await upload({ hosts: hosts(1), onProgress: ({ sentBytes }) => progress.push(sentBytes) });
    expect(answers(done)).toEqual([sha256]);
    expect(progress.every((bytes) => bytes === sizeBytes)).toBe(true);
  });

  it('keeps apart a host that takes nothing, one that is not there and one that refuses', async () => {
    const [slow, good, gone, full] = [
      ...hosts(2),
      { name: 'gone', address: '127.0.1.3', port: 1 },
      { name: 'full', address: '127.0.1.4', port: null },
    ];
    if (!slow || !good || !gone || !full) throw new Error('four hosts');
    const seen: string[] = [];
    const done = await upload({
      hosts: [slow, good, gone, full],
      deadlineMs: 15_000,
      offsetFor: () => Promise.resolve(0),
      commandFor: (host) => (host === slow ? 'sleep 60' : host === full ? 'echo no room >&2; exit 7' : 'sha256sum'),
      onProgress: ({ host, sentBytes }) => sentBytes === sizeBytes && seen.push(host),
    });
    expect(done.get(good)).toMatchObject({ ok: true, answer: { stdout: `${sha256}  -\n` } });
    expect(done.get(slow)).toMatchObject({ ok: false, error: { kind: 'timeout', host: 'h1' } });
    expect(done.get(gone)).toMatchObject({ ok: false, error: { kind: 'unreachable', host: 'gone' } });
    expect(done.get(full)).toMatchObject({ ok: true, answer: { code: 7, stderr: 'no room\n' } });
    expect(seen).toContain('h2');
  });

  it('is cancelled for all at once', async () => {
    const cancel = new AbortController();
    setTimeout(() => cancel.abort(), 300);
    const done = await upload({
      hosts: hosts(12),
      parallel: 4,
      commandFor: () => 'sleep 60',
      offsetFor: () => Promise.resolve(0),
      signal: cancel.signal,
    });
    expect([...done.values()].map((one) => !one.ok && Reflect.get(one.error, 'kind'))).toEqual(Array(12).fill('cancelled'));
  });

  it('says when the file cannot be read', async () => {
    const done = await upload({ hosts: hosts(1), file: join(sshd.dir, 'not-there') });
    expect([...done.values()]).toMatchObject([{ ok: false, error: { message: expect.stringContaining('ENOENT') } }]);
  });
});
