import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { journalStep, lockStep, pruneStep, readStep, receiveStep, serviceStep, stageStep, switchStep, type Step } from './steps';

let home: string;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'capstan-steps-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

/** Takes a step with a real `sh`, as sshd would: the command line as one string, in the login's home. */
function take<Result>(
  step: Step<Result>,
  input: Buffer = Buffer.alloc(0),
): { result: Result | null; stderr: string; code: number | null } {
  const run = spawnSync('/bin/sh', ['-c', step.command], { cwd: home, input, encoding: 'buffer', timeout: 20_000 });
  return { result: step.read(run.stdout.toString()), stderr: run.stderr.toString(), code: run.status };
}

function release(path: string, name: string): void {
  mkdirSync(join(home, path, 'releases', name), { recursive: true });
  writeFileSync(join(home, path, 'releases', name, '.complete'), `${'0'.repeat(64)}\n`);
}

function artifact(): { bytes: Buffer; sha256: string } {
  const from = mkdtempSync(join(tmpdir(), 'capstan-artifact-'));
  writeFileSync(join(from, 'index.html'), 'hello');
  const bytes = execFileSync('tar', ['-czf', '-', '-C', from, '.']);
  rmSync(from, { recursive: true });
  return { bytes, sha256: createHash('sha256').update(bytes).digest('hex') };
}

const forward = { path: 'app', fence: 1, push: 'r-1', release: 'b', way: 'forward', reload: null } as const;

describe('switch', () => {
  it('records the release before, then links, then reads back', () => {
    release('app', 'a');
    release('app', 'b');
    symlinkSync('releases/a', join(home, 'app/current'));
    const { result } = take(switchStep(forward));
    expect(result).toEqual({ refused: null, fence: null, was: 'a', linked: 'b', reload: 0 });
    expect(readFileSync(join(home, 'app/.capstan/pushes/r-1'), 'utf8')).toMatch(
      /^previous=a\nnext=b\nat=\d+\nlink=releases\/a\nend= *\n$/,
    );
    expect(readlinkSync(join(home, 'app/current'))).toBe('releases/b');
  });

  it('keeps the first record when it is tried again, or a rollback would go to the bad release', () => {
    release('app', 'a');
    release('app', 'b');
    symlinkSync('releases/a', join(home, 'app/current'));
    take(switchStep(forward));
    take(switchStep(forward));
    expect(take(switchStep({ ...forward, way: 'back', release: null, fence: 2 })).result).toMatchObject({ was: 'b', linked: 'a' });
  });

  it('refuses a fence lower than the highest seen, and changes nothing', () => {
    release('app', 'a');
    release('app', 'b');
    symlinkSync('releases/a', join(home, 'app/current'));
    take(switchStep({ ...forward, way: 'back', release: 'a', fence: 9 }));
    const { result } = take(switchStep({ ...forward, fence: 8 }));
    expect(result).toMatchObject({ refused: 'fence', fence: 9 });
    expect(readlinkSync(join(home, 'app/current'))).toBe('releases/a');
  });

  it('refuses an incomplete release and a host that was not changed', () => {
    mkdirSync(join(home, 'app/releases/b'), { recursive: true });
    expect(take(switchStep(forward)).result).toMatchObject({ refused: 'incomplete', linked: null });
    expect(take(switchStep({ ...forward, way: 'back', release: null })).result).toMatchObject({ refused: 'not changed' });
  });

  it('says that there is nothing to go back to where the push was the first', () => {
    release('app', 'b');
    take(switchStep(forward));
    expect(take(switchStep({ ...forward, way: 'back', release: null })).result).toMatchObject({
      refused: 'no previous',
      linked: 'b',
    });
  });

  it('reports the reload with its own words, and is not held open by what stays in the background', () => {
    release('app', 'b');
    const bad = take(switchStep({ ...forward, reload: 'echo "cannot bind port 80"; exit 3' }));
    expect(bad.result).toMatchObject({ linked: 'b', reload: 3 });
    expect(bad.stderr).toContain('cannot bind port 80');
    const started = Date.now();
    expect(take(switchStep({ ...forward, reload: 'sleep 5 &' })).result).toMatchObject({ reload: 0 });
    expect(Date.now() - started).toBeLessThan(4000);
  });

  it('refuses where `current` is a directory of its own', () => {
    release('app', 'b');
    mkdirSync(join(home, 'app/current'));
    const { result, stderr, code } = take(switchStep(forward));
    expect([result, code]).toEqual([null, 73]);
    expect(stderr).toContain('current is not a symbolic link');
  });
});

describe('receive', () => {
  const desk = 'desk1';
  const args = (bytes: Buffer, sha256: string, offset = 0) => ({
    path: 'app',
    fence: 1,
    release: 'b',
    desk,
    sizeBytes: bytes.length,
    sha256,
    offset,
  });

  it('takes the rest after a drop, proves it, unpacks it, and skips what is complete', () => {
    const { bytes, sha256 } = artifact();
    expect(take(stageStep({ path: 'app', fence: 1, release: 'b', desk })).result).toMatchObject({ complete: false, haveBytes: 0 });
    expect(take(receiveStep(args(bytes, sha256)), bytes.subarray(0, 50)).result).toEqual({ complete: false, refused: 'short' });
    expect(take(stageStep({ path: 'app', fence: 1, release: 'b', desk })).result).toMatchObject({ haveBytes: 50 });
    expect(take(receiveStep(args(bytes, sha256, 10)), bytes.subarray(10)).result).toEqual({ complete: false, refused: 'offset' });
    expect(take(receiveStep(args(bytes, sha256, 50)), bytes.subarray(50)).result).toEqual({ complete: true, refused: null });
    expect(readFileSync(join(home, 'app/releases/b/index.html'), 'utf8')).toBe('hello');
    expect(take(stageStep({ path: 'app', fence: 1, release: 'b', desk })).result).toMatchObject({ complete: true });
    expect(readdirSync(join(home, 'app/.capstan/upload'))).toEqual([]);
  });

  it('refuses another digest and leaves nothing that looks complete', () => {
    const { bytes } = artifact();
    take(stageStep({ path: 'app', fence: 1, release: 'b', desk }));
    expect(take(receiveStep(args(bytes, 'f'.repeat(64))), bytes).result).toEqual({ complete: false, refused: 'digest' });
    expect(readdirSync(join(home, 'app/releases'))).toEqual([]);
  });
});

describe('read', () => {
  it('says what is linked, complete, recorded, and how much room is left', () => {
    release('app', 'a');
    release('app', 'b');
    mkdirSync(join(home, 'app/releases/half'));
    symlinkSync('releases/a', join(home, 'app/current'));
    take(switchStep(forward));
    const facts = take(readStep('app')).result;
    expect(facts).toMatchObject({ linked: 'b', fence: 1, writable: true, releases: ['a', 'b'] });
    expect(facts?.pushes).toMatchObject([{ push: 'r-1', previous: 'a', next: 'b', back: false }]);
    expect(facts?.freeBytes).toBeGreaterThan(0);
    expect(Math.abs((facts?.time ?? 0) - Date.now() / 1000)).toBeLessThan(5);
  });

  it('is silent about a path that cannot be made', () => {
    writeFileSync(join(home, 'file'), '');
    expect(take(readStep('file')).result).toBeNull();
  });

  it.skipIf(process.getuid?.() === 0)('says when it may not write', () => {
    mkdirSync(join(home, 'app'));
    chmodSync(join(home, 'app'), 0o555);
    expect(take(readStep('app')).result).toMatchObject({ writable: false });
  });
});

describe('prune', () => {
  it('never removes what is linked, kept, or gone back to', () => {
    for (const name of ['a', 'b', 'c', 'd', 'e']) release('app', name);
    symlinkSync('releases/a', join(home, 'app/current'));
    take(switchStep(forward));
    expect(take(pruneStep({ path: 'app', fence: 1, keep: ['d'] })).result?.removed).toEqual(['c', 'e']);
    expect(readdirSync(join(home, 'app/releases')).sort()).toEqual(['a', 'b', 'd']);
  });
});

describe('service', () => {
  const out = { out: { by: 'Mara', reason: 'disk' } } as const;

  it('stands on the host until it is taken away, and every reading says so', () => {
    expect(take(readStep('app')).result?.out).toBeNull();
    const taken = take(serviceStep('app', out)).result?.out;
    expect(taken).toMatchObject({ by: 'Mara', reason: 'disk' });
    expect(Math.abs((taken?.at ?? 0) - Date.now())).toBeLessThan(5000);
    expect(take(serviceStep('app', 'read')).result?.out).toEqual(taken);
    expect(take(readStep('app')).result?.out).toEqual(taken);
    expect(take(serviceStep('app', { out: { by: 'Jonas', reason: 'fan' } })).result?.out).toMatchObject({ by: 'Jonas' });
    expect(take(serviceStep('app', 'in')).result?.out).toBeNull();
    expect(take(serviceStep('app', 'in')).result?.out).toBeNull();
    expect(take(readStep('app')).result?.out).toBeNull();
  });

  it('keeps a push from switching the host, never a rollback', () => {
    release('app', 'a');
    release('app', 'b');
    symlinkSync('releases/a', join(home, 'app/current'));
    take(switchStep(forward));
    take(serviceStep('app', out));
    expect(take(switchStep({ ...forward, push: 'r-2', fence: 2 })).result).toMatchObject({ refused: 'out', linked: 'b' });
    expect(existsSync(join(home, 'app/.capstan/pushes/r-2'))).toBe(false);
    expect(take(switchStep({ ...forward, way: 'back', release: null, fence: 3 })).result).toMatchObject({
      refused: null,
      linked: 'a',
    });
    expect(take(readStep('app')).result?.out).toMatchObject({ by: 'Mara' });
  });

  it('takes a mark that somebody else wrote, or that is broken, for a mark', () => {
    mkdirSync(join(home, 'app/.capstan'), { recursive: true });
    for (const [text, at] of [
      ['', null],
      ['\n', null],
      ['12\n{"by":7}\n', 12_000],
      ['yesterday\n[1]\n', null],
      ['5\nnull\ncapstan end\n', 5000],
    ] as const) {
      writeFileSync(join(home, 'app/.capstan/out'), text);
      expect(take(readStep('app')).result?.out).toEqual({ by: 'somebody', at, reason: '' });
    }
  });

  it.skipIf(process.getuid?.() === 0)('says when the mark cannot be written', () => {
    mkdirSync(join(home, 'app/.capstan'), { recursive: true });
    take(serviceStep('app', 'in'));
    chmodSync(join(home, 'app/.capstan'), 0o555);
    expect(take(serviceStep('app', out)).result).toBeNull();
  });
});

describe('lock', () => {
  const base = { path: 'co', token: 'me', leaseSeconds: 30, owner: '{"by":"Mara"}', numbered: true } as const;
  const other = { ...base, token: 'you', owner: '{"by":"Jonas"}' } as const;

  it('has one winner, a growing fence, and names the holder to the other', () => {
    const mine = take(lockStep({ ...base, what: 'take' })).result;
    expect(mine).toMatchObject({ done: true, fence: 1, number: 1, token: 'me' });
    const yours = take(lockStep({ ...other, what: 'take' })).result;
    expect(yours).toMatchObject({ done: false, token: 'me', owner: '{"by":"Mara"}', number: null });
    expect(take(lockStep({ ...other, what: 'force', numbered: false })).result).toMatchObject({
      done: true,
      fence: 2,
      token: 'you',
    });
    expect(take(lockStep({ ...base, what: 'renew' })).result).toMatchObject({ done: false, owner: '{"by":"Jonas"}' });
  });

  it('is taken over when its lease is over, never when it is kept', () => {
    take(lockStep({ ...base, what: 'take', leaseSeconds: 5 }));
    execFileSync('touch', ['-d', '1 minute ago', join(home, 'co/.capstan/lock/renewed')]);
    expect(take(lockStep({ ...other, what: 'take' })).result).toMatchObject({ done: true, fence: 2 });
    expect(
      take(lockStep({ ...other, what: 'again', leaseSeconds: 0, owner: '{"by":"Jonas","reason":"rolled back"}' })).result,
    ).toMatchObject({
      done: true,
      leaseSeconds: 0,
    });
    execFileSync('touch', ['-d', '9 days ago', join(home, 'co/.capstan/lock/renewed')]);
    expect(take(lockStep({ ...base, what: 'take' })).result).toMatchObject({
      done: false,
      owner: '{"by":"Jonas","reason":"rolled back"}',
    });
    expect(take(lockStep({ ...other, what: 'take' })).result).toMatchObject({ done: false });
    expect(take(lockStep({ ...base, what: 'clear' })).result).toMatchObject({ done: false, held: true });
    expect(take(lockStep({ ...other, what: 'clear', fence: 1 })).result).toMatchObject({ done: false, held: true });
    expect(take(lockStep({ ...base, token: '', what: 'clear' })).result).toMatchObject({ done: true, held: false });
  });

  it('has one winner among many at once', async () => {
    const { spawn } = await import('node:child_process');
    const all = await Promise.all(
      Array.from({ length: 12 }, (_, i) => {
        const step = lockStep({ ...base, token: `t${i}`, what: 'take' });
        return new Promise<boolean>((done) => {
          const child = spawn('/bin/sh', ['-c', step.command], { cwd: home, stdio: ['ignore', 'pipe', 'ignore'] });
          let out = '';
          child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
          child.on('close', () => done(step.read(out)?.done ?? false));
        });
      }),
    );
    expect(all.filter(Boolean)).toHaveLength(1);
  });
});

describe('hostile values', () => {
  const hostile = [
    "it's",
    '$(touch owned)',
    '`touch owned`',
    'a b',
    '-rf',
    '--',
    'new\nline',
    '"; touch owned; "',
    '*',
    '\\',
    '; touch owned #',
    '~',
    'ümlaut 💥',
  ];

  it.each(hostile)('arrive as they are: %j', (value) => {
    const path = `dir/${value}`;
    release(path, 'a');
    const read = take(readStep(path));
    expect(read.result?.releases).toEqual(['a']);
    const line = JSON.stringify({ text: value });
    expect(take(journalStep({ path, append: [line], tail: 5 })).result?.lines).toEqual([line]);
    expect(take(lockStep({ path, what: 'take', token: 't', leaseSeconds: 5, owner: line, numbered: false })).result?.owner).toBe(
      line,
    );
    expect(take(serviceStep(path, { out: { by: value, reason: `${value} ${value}` } })).result?.out).toMatchObject({
      by: value,
      reason: `${value} ${value}`,
    });
    expect(take(readStep(path)).result?.out).toMatchObject({ by: value });
    expect(existsSync(join(home, 'owned'))).toBe(false);
    expect(existsSync(join(home, path, 'owned'))).toBe(false);
  });

  it('a path that begins with a dash is a path', () => {
    expect(take(readStep('-p')).result).toMatchObject({ linked: null });
    expect(existsSync(join(home, '-p'))).toBe(true);
  });
});
