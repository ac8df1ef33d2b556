import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sshdAvailable, startSshd } from '../../../../e2e/sshd';
import type { HostType } from '../../../../shared/config/config';
import { configOf, SMALL } from '../../config/fixtures';
import { createConnections, HostError, type Connections, type RunResult } from '../../fleet/connections';
import type { FleetHost } from '../../fleet/fleet-room';
import { parseCommandOutput } from './command-output';
import { createCommandSource } from './command-source';

const type = configOf(SMALL).fleet.types[0]!;
const hostOf = (name: string, address = name, of: HostType = type): FleetHost => ({
  name,
  address: { name, address, port: null },
  type: of,
  path: '/srv/shop',
});

const read = (output: string) => {
  const parsed = parseCommandOutput(output);
  return parsed.ok
    ? parsed.samples.map(({ name, labels, value, type: is }) => `${is} ${name}${JSON.stringify(labels)} ${value}`)
    : parsed;
};

describe('lines of a command', () => {
  it('are names and values, with labels, comments and types', () => {
    expect(
      read(
        '# queues\n\nqueue_length 12\nqueue_age{queue="mail",shard="a b"}\t1.5\r\njobs_total 7\n# TYPE done counter\ndone 3e2\nlast NaN\nlow -Inf\nat 5 1700000000000\n',
      ),
    ).toEqual([
      'gauge queue_length{} 12',
      'gauge queue_age{"queue":"mail","shard":"a b"} 1.5',
      'counter jobs_total{} 7',
      'counter done{} 300',
      'gauge last{} NaN',
      'gauge low{} -Infinity',
      'gauge at{} 5',
    ]);
    expect(read('')).toEqual([]);
    expect(read('\ufeffa 1')).toEqual(['gauge a{} 1']);
  });

  it.each([
    ['a 1\nload average: 0.5\n', 2],
    ['a=1', 1],
    ['mem.used 5', 1],
    ['a', 1],
    ['a 12%', 1],
    ['a 0x10', 1],
    ['a{b="c} 1', 1],
    ['a 1\n'.repeat(10_001), 10_001],
  ])('%j are refused with their line', (output, line) => expect(read(output)).toMatchObject({ ok: false, line }));

  it('of any kind do no harm', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.string()), (output) => {
        const parsed = parseCommandOutput(output);
        if (parsed.ok) for (const one of parsed.samples) expect(typeof one.value).toBe('number');
      }),
    );
  });
});

describe('a command', () => {
  const source = (answer: (line: string) => Promise<Partial<RunResult>> | Promise<never>, command = 'bin/metrics') => {
    const run: Connections['run'] = async (_host, line) => ({
      ...{ code: 0, signal: null, stdout: '', stderr: '', tookMs: 1 },
      ...(await answer(line)),
    });
    return createCommandSource(hostOf('www1'), { command, everyMs: null }, 0, 200, { connections: { run }, clock: () => 1000 });
  };

  it('gives its samples the labels of its host', async () => {
    const one = source(async (line) => ({ stdout: `said{line="${line}",host="x"} 1\n` }), 'echo {host}');
    expect([one.name, one.owner, one.everyMs]).toEqual(['host:www1 command 1', 'host:www1', 200]);
    expect(await one.read()).toMatchObject({
      ok: true,
      at: 1000,
      samples: [{ name: 'said', labels: { line: 'echo www1', host: 'www1', type: 'www' }, value: 1 }],
    });
  });

  it('that fails is a fault with its last words', async () => {
    const fault = async (answer: Parameters<typeof source>[0]) => {
      const reading = await source(answer).read();
      return reading.ok ? null : reading.fault;
    };
    expect(await fault(async () => ({ code: 3, stderr: 'a\nb\nno such queue\u0007\n', stdout: 'q 1\n' }))).toBe(
      'www1: the metrics command ended with exit code 3: a / b / no such queue',
    );
    expect(await fault(async () => ({ code: 127 }))).toBe('www1: the metrics command ended with exit code 127, and said nothing.');
    expect(await fault(async () => ({ code: null, signal: 'SIGKILL' }))).toBe(
      'www1: the metrics command was ended by SIGKILL, and said nothing.',
    );
    expect(await fault(async () => ({ stdout: 'q 1\nWelcome to www1!\n' }))).toBe(
      'www1: line 2 of the metrics command: "to" is not a number.',
    );
    expect(await fault(() => Promise.reject(new HostError('www1', 'unreachable', 'no route', 'See.')))).toBe('www1: no route');
    expect(await fault(() => new Promise(() => undefined))).toBe('There was no answer within 200 ms.');
    expect(await source(async () => ({})).read()).toMatchObject({
      ok: true,
      warnings: ['www1: the metrics command wrote no metric.'],
    });
  });
});

const why = sshdAvailable();

describe.skipIf(why)(`a command over a real sshd${why ? ` (skipped: ${why})` : ''}`, () => {
  it('is run as a person would write it, killed when it says too much, and not waited for', async () => {
    const sshd = await startSshd();
    const known = join(sshd.dir, 'known_hosts');
    writeFileSync(known, sshd.knownHostsLines(['127.0.1.1']));
    const options = {
      user: sshd.user,
      port: sshd.port,
      identity: sshd.identityFile,
      jump: [],
      configFile: null,
      connectTimeoutMs: 5000,
      parallel: 4,
    };
    const asker = { hostKey: () => Promise.resolve(false), passphrase: () => Promise.resolve(null) };
    const connections = createConnections(
      { ...options, knownHostsFiles: [known] },
      { asker, home: join(sshd.dir, 'home'), env: {} },
    );
    const over = (command: string, everyMs = 10_000) =>
      createCommandSource(hostOf('h1', '127.0.1.1'), { command, everyMs: null }, 0, everyMs, {
        connections,
        clock: () => 1,
      }).read();
    try {
      expect(await over(`printf '%s\\n' "users{name=\\"$(echo {host})\\"} 3" | sort`)).toMatchObject({
        ok: true,
        samples: [{ name: 'users', labels: { name: 'h1', host: 'h1' }, value: 3 }],
      });
      expect(await over('echo broken >&2; exit 4')).toMatchObject({
        fault: 'h1: the metrics command ended with exit code 4: broken',
      });
      expect(await over('yes')).toMatchObject({ ok: false, fault: expect.stringMatching(/said more than 1048576 bytes/) });
      expect(await over('sleep 20', 1000)).toMatchObject({ ok: false });
    } finally {
      await connections.close();
      await sshd.stop();
    }
  });
});
