import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import {
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
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pruneStep, readStep, rollbackCommand, rollbackWords as talk, stageStep, switchStep, type Step } from './steps';

// Scripts that change a host, cut in the middle, crossed by another, or without room. Each runs with a real `sh`, as sshd would run it.

let home: string;
let mounted = false;
const children = new Set<ChildProcess>();

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'capstan-change-'));
});
afterEach(() => {
  for (const child of children) child.kill('SIGKILL');
  children.clear();
  if (mounted) execFileSync('umount', [join(home, 'app')]);
  mounted = false;
  rmSync(home, { recursive: true, force: true });
});

const app = (...path: string[]) => join(home, 'app', ...path);
const linked = () => readlinkSync(app('current'));
const isRoot = process.getuid?.() === 0;

function release(name: string): void {
  mkdirSync(app('releases', name), { recursive: true });
  writeFileSync(app('releases', name, '.complete'), `${'0'.repeat(64)}\n`);
}

/** Releases a and b, `current` on a, and a reload that writes down which release it found. */
function tree(): void {
  for (const name of ['a', 'b']) release(name);
  symlinkSync('releases/a', app('current'));
}
const reload = (before = '') => `${before}basename "$(readlink app/current)" >>ran`;
const ran = () => (existsSync(join(home, 'ran')) ? readFileSync(join(home, 'ran'), 'utf8').trim().split('\n') : []);

function take<Result>(step: Step<Result>): { result: Result | null; stderr: string; code: number | null; tookMs: number } {
  const began = performance.now();
  const run = spawnSync('/bin/sh', ['-c', step.command], { cwd: home, encoding: 'buffer', timeout: 60_000 });
  return {
    result: step.read(run.stdout.toString()),
    stderr: run.stderr.toString(),
    code: run.status,
    tookMs: performance.now() - began,
  };
}

/** Begins a step and goes on at once. */
function begin(step: Pick<Step<unknown>, 'command'>): ChildProcess {
  const child = spawn('/bin/sh', ['-c', step.command], { cwd: home, stdio: ['ignore', 'pipe', 'pipe'] });
  children.add(child);
  return child;
}

const until = async (is: () => boolean) => {
  for (let tries = 0; !is(); tries++) {
    if (tries > 1500) throw new Error('Waited in vain.');
    await pause(10);
  }
};
const ended = (child: ChildProcess) =>
  new Promise((done) => ((child.exitCode ?? child.signalCode) === null ? child.once('exit', done) : done(null)));

const args = { path: 'app', push: 'r-1', release: 'b' } as const;
const forward = (fence: number, command: string | null) => switchStep({ ...args, fence, way: 'forward', reload: command });
const back = (fence: number, command: string | null) => switchStep({ ...args, fence, way: 'back', release: null, reload: command });
const stage = (fence: number) => stageStep({ path: 'app', fence, release: 'b', desk: 'd' });

describe('a change that is cut', () => {
  it.each(['SIGHUP', 'SIGTERM', 'SIGPIPE'] as const)('by %s goes to its end: linked and reloaded', async (signal) => {
    tree();
    const child = begin(forward(1, reload('touch begun; sleep 1; ')));
    await until(() => existsSync(join(home, 'begun')));
    // As sshd does when the connection goes: nobody reads any longer.
    child.stdout?.destroy();
    child.stderr?.destroy();
    child.kill(signal);
    await ended(child);
    expect([linked(), ran()]).toEqual(['releases/b', ['b']]);
    expect(take(readStep('app')).result).toMatchObject({ linked: 'b', doing: null });
    expect(readdirSync(app('.capstan/mutex'))).toEqual(['free']);
  });

  it('by kill -9 on its way forward is undone by the next script, whichever it is', async () => {
    tree();
    const child = begin(forward(1, reload('touch begun; [ -e second ] || sleep 30; ')));
    await until(() => existsSync(join(home, 'begun')));
    child.kill('SIGKILL');
    await ended(child);
    expect([linked(), take(readStep('app')).result?.doing]).toEqual(['releases/b', 'forward']);
    writeFileSync(join(home, 'second'), '');
    expect(take(stage(1)).result).toMatchObject({ refused: null, complete: true });
    expect([linked(), ran()]).toEqual(['releases/a', ['a']]);
    expect(take(readStep('app')).result).toMatchObject({ linked: 'a', doing: null });
  });

  it('by kill -9 on its way back is gone to its end by the next script', async () => {
    tree();
    take(forward(1, null));
    const child = begin(back(2, reload('touch begun; [ -e second ] || sleep 30; ')));
    await until(() => existsSync(join(home, 'begun')));
    child.kill('SIGKILL');
    await ended(child);
    expect(take(readStep('app')).result?.doing).toBe('back');
    writeFileSync(join(home, 'second'), '');
    take(stage(2));
    expect([linked(), ran()]).toEqual(['releases/a', ['a']]);
  });

  it('before the link was renamed leaves nothing to be done', () => {
    tree();
    mkdirSync(app('.capstan'));
    writeFileSync(app('.capstan/reload'), reload());
    writeFileSync(app('.capstan/doing'), 'way=forward\npush=r-1\nfrom=releases/a\nto=releases/b\nend=\n');
    take(stage(1));
    expect([linked(), ran()]).toEqual(['releases/a', []]);
    expect(take(readStep('app')).result?.doing).toBeNull();
  });
});

describe('the mutex', () => {
  const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  const hold = (name: string) => {
    mkdirSync(app('.capstan/mutex'), { recursive: true });
    writeFileSync(app('.capstan/mutex', name), '');
  };
  const startOf = (pid: number) =>
    readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ')[19];

  it.each([
    ['of a process that is gone', () => `held.999999999.5.${boot}`],
    ['from before the last boot', () => `held.${process.pid}.${startOf(process.pid)}.another-boot`],
    ['whose process number is in use again', () => `held.${process.pid}.1.${boot}`],
    ['that nobody understands', () => 'held.x'],
  ])('%s is taken over', (_what, name) => {
    tree();
    hold(name());
    expect(take(forward(1, null)).result).toMatchObject({ linked: 'b' });
    expect(readdirSync(app('.capstan/mutex'))).toEqual(['free']);
  });

  it('of an older Capstan, a link, is no hindrance', () => {
    tree();
    mkdirSync(app('.capstan'));
    symlinkSync(`${process.pid}@${boot}`, app('.capstan/mutex'));
    expect(take(forward(1, null)).result).toMatchObject({ linked: 'b' });
  });

  it('of a live process is waited for, and then named', () => {
    tree();
    hold(`held.${process.pid}.${startOf(process.pid)}.${boot}`);
    const busy = take(pruneStep({ path: 'app', fence: 1, keep: [] }));
    expect([busy.result, busy.code]).toEqual([null, 75]);
    expect(busy.stderr).toContain(`another Capstan process (${process.pid}) has been busy`);
  });

  it('that a dying process left has one heir among many', async () => {
    tree();
    hold(`held.999999999.5.${boot}`);
    const all = Array.from({ length: 12 }, (_, at) =>
      begin(
        switchStep({
          ...args,
          push: `r-${at}`,
          fence: 1,
          way: 'forward',
          reload: 'mkdir inside && rmdir inside || echo two >>crossed',
        }),
      ),
    );
    await Promise.all(all.map(ended));
    expect(existsSync(join(home, 'crossed'))).toBe(false);
    expect(readdirSync(app('.capstan/mutex'))).toEqual(['free']);
  });

  it.skipIf(!isRoot)('that cannot be made says why, in the system’s words', () => {
    mkdirSync(app());
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'ro', 'tmpfs', app()]);
    mounted = true;
    const { result, stderr } = take(stage(1));
    expect(result).toBeNull();
    expect(stderr).toMatch(/Read-only file system/);
    expect(stderr).not.toContain('busy');
  });
});

describe('a way back', () => {
  it('waits for no reload that hangs: it ends it', async () => {
    tree();
    const hanging = begin(forward(1, 'touch begun; exec sleep 120'));
    await until(() => existsSync(join(home, 'begun')));
    const { result, tookMs } = take(back(2, reload()));
    expect(result).toMatchObject({ refused: null, was: 'b', linked: 'a', reload: 0 });
    expect(tookMs).toBeLessThan(20_000);
    await ended(hanging);
    expect([linked(), ran()]).toEqual(['releases/a', ['a']]);
  });

  it('of a stale desk hurries nobody', async () => {
    tree();
    const slow = begin(forward(5, reload('touch begun; sleep 3; ')));
    await until(() => existsSync(join(home, 'begun')));
    expect(take(back(4, null)).result).toMatchObject({ refused: 'fence', fence: 5 });
    await ended(slow);
    expect([linked(), ran()]).toEqual(['releases/b', ['b']]);
  });

  it('leads to what was live before although another tool made it', () => {
    mkdirSync(app('releases/20240418122000/public'), { recursive: true });
    release('b');
    symlinkSync(app('releases/20240418122000/public'), app('current'));
    expect(take(readStep('app')).result?.linked).toBe('20240418122000');
    expect(take(forward(1, null)).result).toMatchObject({ was: '20240418122000', linked: 'b' });
    expect(take(back(2, null)).result).toMatchObject({ refused: null, linked: '20240418122000' });
    expect(linked()).toBe(app('releases/20240418122000/public'));
  });

  it.skipIf(!isRoot).each([
    [
      'a full disk',
      'size=200k',
      () => {
        try {
          writeFileSync(app('filler'), Buffer.alloc(1 << 20));
        } catch {
          /* full */
        }
      },
    ],
    [
      'no inode left',
      'nr_inodes=40',
      () => {
        try {
          for (let at = 0; ; at++) writeFileSync(app(`filler-${at}`), '');
        } catch {
          /* none left */
        }
      },
    ],
  ] as const)('is open with %s', (_what, options, fill) => {
    mkdirSync(app());
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', app()]);
    mounted = true;
    tree();
    take(stage(1));
    take(forward(1, reload()));
    fill();
    expect(() => writeFileSync(app('one-more'), 'x'.repeat(5000))).toThrow(/ENOSPC/);
    expect(take(back(2, reload())).result).toMatchObject({ refused: null, linked: 'a', reload: 0 });
    expect([linked(), ran()]).toEqual(['releases/a', ['b', 'a']]);
    expect(take(readStep('app')).result).toMatchObject({ fence: 2, pushes: [{ push: 'r-1', back: true }] });
  });
});

describe('rolling back, word by word', () => {
  const say = (...words: string[]) =>
    spawnSync('/bin/sh', ['-c', rollbackCommand('app', reload())], {
      cwd: home,
      input: words.map((word) => `${word}\n`).join(''),
      encoding: 'utf8',
    }).stdout;

  it('reads, takes the fence, goes back', () => {
    tree();
    take(forward(3, null));
    const out = say('fence 4', 'back 4 r-1');
    expect(talk.facts(out)).toMatchObject({
      linked: 'b',
      fence: 3,
      pushes: [{ push: 'r-1', previous: 'a', next: 'b', back: false }],
    });
    expect(talk.fenced(out)).toMatchObject({ refused: null, facts: { linked: 'b', fence: 4 } });
    expect(talk.wentBack(out)).toMatchObject({ refused: null, was: 'b', linked: 'a', reload: 0 });
    expect(ran()).toEqual(['a']);
  });

  it('changes nothing when it is only asked', () => {
    tree();
    take(forward(3, null));
    const out = say();
    expect([talk.facts(out)?.linked, talk.fenced(out), talk.wentBack(out)]).toEqual(['b', null, null]);
    expect(take(readStep('app')).result).toMatchObject({ linked: 'b', fence: 3 });
  });

  it('refuses a fence that another has passed, and says which', () => {
    tree();
    take(forward(9, null));
    expect(talk.fenced(say('fence 4', 'back 4 r-1'))).toMatchObject({ refused: 'fence', facts: { fence: 9 } });
    expect(linked()).toBe('releases/b');
  });
});

describe('prune', () => {
  const stamps = ['20240105101500', '20240212093000', '20240418122000'];
  const live = '20240418122000';
  const layouts: Record<string, () => void> = {
    absolute: () => symlinkSync(app('releases', live), app('current')),
    './': () => symlinkSync(`./releases/${live}`, app('current')),
    'a slash behind': () => symlinkSync(`releases/${live}/`, app('current')),
    'through a folder above': () => symlinkSync(`../app/releases/${live}`, app('current')),
    'a folder of the release': () => symlinkSync(`releases/${live}/public`, app('current')),
    'a link to a link': () => {
      symlinkSync(`releases/${live}`, app('stable'));
      symlinkSync('stable', app('current'));
    },
    'a release that is a link': () => {
      symlinkSync(live, app('releases/now'));
      symlinkSync('releases/now', app('current'));
    },
    'a plain folder': () => mkdirSync(app('current')),
  };

  it.each(Object.keys(layouts))('leaves what is live, and what Capstan did not make: %s', (name) => {
    for (const mark of [false, true]) {
      for (const stamp of stamps) {
        mkdirSync(app('releases', stamp, 'public'), { recursive: true });
        if (mark) writeFileSync(app('releases', stamp, '.complete'), `${'0'.repeat(64)}\n`);
      }
      rmSync(app('current'), { recursive: true, force: true });
      for (const link of ['stable', 'releases/now']) rmSync(app(link), { force: true });
      layouts[name]?.();
      const removed = take(pruneStep({ path: 'app', fence: 1, keep: [] })).result?.removed ?? null;
      const isFolder = name === 'a plain folder';
      expect(removed).toEqual(!mark ? [] : isFolder ? stamps : stamps.filter((stamp) => stamp !== live));
      expect(existsSync(app('releases', live))).toBe(!(mark && isFolder));
      if (!isFolder) expect(readdirSync(app('current'))).toBeDefined();
    }
  });

  it('leaves the way back of the push that is live, and forgets pushes that cannot be taken back any more', () => {
    for (const name of ['a', 'b', 'c', 'd']) release(name);
    symlinkSync('releases/a', app('current'));
    take(switchStep({ ...args, push: 'r-1', release: 'b', fence: 1, way: 'forward', reload: null }));
    take(switchStep({ ...args, push: 'r-2', release: 'c', fence: 1, way: 'forward', reload: null }));
    expect(take(pruneStep({ path: 'app', fence: 1, keep: [] })).result?.removed).toEqual(['a', 'd']);
    expect(take(readStep('app')).result?.pushes.map((record) => record.push)).toEqual(['r-2']);
    expect(take(switchStep({ ...args, push: 'r-2', release: null, fence: 2, way: 'back', reload: null })).result).toMatchObject({
      linked: 'b',
    });
  });
});
