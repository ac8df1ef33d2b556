import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { testConfig } from '../../../e2e/test-engine';
import type { Outcome, Plan } from '../../../shared/contract/state';
import type { GaugeInput, Verdict } from '../../../shared/judge/types';
import type { PushHost, PushState } from '../../../shared/push/push';
import { parseConfig } from '../config/parse-config';
import { openHistory } from './database';
import { createHistory, type History } from './history';
import type { PushRow } from './pushes';

let folder: string;
let history: History;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'capstan-history-'));
  history = createHistory(openHistory(join(folder, 'history.sqlite')).db);
});
afterEach(() => {
  history.close();
  rmSync(folder, { recursive: true });
});

const parsed = parseConfig(testConfig('/tmp/x', { www: 3 }), {
  file: '/tmp/x/capstan.yaml',
  home: '/',
  platform: 'linux',
  env: {},
});
if (!parsed.ok) throw new Error('The configuration of this test is wrong.');
const { config } = parsed;
const [gauge] = config.gauges;
if (!gauge) throw new Error('It has no gauges.');

const plan: Plan = {
  revision: 'abc',
  short: 'abc',
  subject: 'A “subject”\u0007',
  author: 'Deniz Yılmaz',
  live: null,
  commits: [
    { revision: 'abc', short: 'abc', author: 'a', at: 1, subject: 's', files: 1, added: 10, removed: 2 },
    { revision: 'abd', short: 'abd', author: 'a', at: 1, subject: 's', files: 1, added: 0, removed: 3 },
  ],
  warnings: [],
  refusals: [],
  irreversible: [],
  phases: [],
  hosts: [],
  rollbackMs: null,
  gauges: [],
  version: 1,
};

const host = (name: string, change: Partial<PushHost> = {}): PushHost => ({
  host: name,
  type: 'www',
  phase: 0,
  canary: false,
  state: 'old',
  changed: false,
  previous: null,
  switchedAt: null,
  verifiedAt: null,
  detail: '',
  at: 0,
  tookMs: null,
  ...change,
});

const outcome: Outcome = {
  verdict: '',
  gauge: null,
  hostsChanged: 0,
  detectedAfterMs: null,
  rolledBackInMs: null,
  recovered: null,
  recoveredAt: null,
};

const row = (number: number, change: Partial<PushRow['push']> = {}): PushRow => ({
  push: {
    id: `r-${number}`,
    revision: 'abc',
    release: '',
    captain: 'Mara',
    desk: 'desk',
    startedAt: number * 1000,
    endedAt: null,
    phases: 2,
    state: { at: 'planned' },
    hosts: { 'www-1': host('www-1'), 'www-2': host('www-2', { canary: true, previous: 'old-1' }) },
    ...change,
  },
  number,
  fence: number,
  plan,
  config,
  artifact: null,
  outcome: null,
});

describe('pushes', () => {
  it('come back as they were written', () => {
    const written = row(12);
    history.pushes.add(written);
    expect(history.pushes.get('r-12')).toEqual(written);
    expect(history.pushes.get('r-13')).toBeNull();
    expect(() => history.pushes.add(row(12))).toThrow();
  });

  it('are newest first by their number, not by their name', () => {
    for (const number of [9, 100, 10]) history.pushes.add(row(number));
    expect(history.pushes.newest(2).map((one) => one.push.id)).toEqual(['r-100', 'r-10']);
  });

  it('keep each step: transitions, hosts, artifact, fence, outcome', () => {
    const begun = row(12);
    history.pushes.add(begun);
    const staging: PushState = { at: 'staging' };
    const switching: PushState = { at: 'switching', phase: 0 };
    history.pushes.move({ ...begun.push, state: staging }, { type: 'stage' }, 13_000);
    history.pushes.move({ ...begun.push, state: switching }, { type: 'staged' }, 14_000);
    history.pushes.host('r-12', host('www-1', { state: 'switching', changed: true }));
    history.pushes.host('r-12', host('www-3'));
    const artifact = { sha256: 'f'.repeat(64), sizeBytes: 5 };
    history.pushes.artifact({ ...begun, push: { ...begun.push, release: 'abc-1' }, artifact });
    history.pushes.fence('r-12', 77);
    const outcome = {
      verdict: 'live',
      gauge: null,
      hostsChanged: 3,
      detectedAfterMs: null,
      rolledBackInMs: null,
      recovered: null,
      recoveredAt: null,
    };
    history.pushes.outcome('r-12', outcome);
    expect(history.pushes.get('r-12')).toEqual({
      ...begun,
      fence: 77,
      artifact,
      outcome,
      push: {
        ...begun.push,
        release: 'abc-1',
        state: switching,
        hosts: {
          'www-1': host('www-1', { state: 'switching', changed: true }),
          'www-2': begun.push.hosts['www-2'],
          'www-3': host('www-3'),
        },
      },
    });
    expect(history.pushes.transitions('r-12')).toEqual([
      { at: 13_000, event: { type: 'stage' }, state: staging },
      { at: 14_000, event: { type: 'staged' }, state: switching },
    ]);
    history.pushes.state({ ...begun.push, state: { at: 'done' }, endedAt: 20_000 });
    expect(history.pushes.get('r-12')?.push).toMatchObject({ state: { at: 'done' }, endedAt: 20_000 });
    expect(history.pushes.transitions('r-12')).toHaveLength(2);
  });

  it('are summed up in one line', () => {
    history.pushes.add(row(12, { endedAt: 15_500, state: { at: 'failed', why: 'the build' } }));
    history.pushes.add(row(13));
    expect(history.pushes.summaries(5)).toMatchObject([
      { id: 'r-13', state: 'planned', tookMs: null, result: 'planned', outcome: null },
      { id: 'r-12', captain: 'Mara', commits: 2, lines: 15, tookMs: 3500, state: 'failed', result: 'failed' },
    ]);
  });

  it('and what belongs to them is written as a whole or not at all', () => {
    history.pushes.add(row(12));
    expect(() =>
      history.together(() => {
        history.pushes.move({ ...row(12).push, state: { at: 'staging' } }, { type: 'stage' }, 1);
        history.pushes.host('r-12', host('www-1', { state: 'staging' }));
        throw new Error('the power went');
      }),
    ).toThrow('the power went');
    expect(history.pushes.get('r-12')).toEqual(row(12));
    expect(history.pushes.transitions('r-12')).toEqual([]);
  });

  it('take what comes of one that is lost', () => {
    const event = { type: 'stage' } as const;
    history.pushes.move({ ...row(99).push, state: { at: 'staging' } }, event, 1);
    history.pushes.host('r-99', host('www-1'));
    history.pushes.outcome('r-99', { ...outcome, verdict: 'rolled back' });
    expect(history.pushes.transitions('r-99')).toEqual([{ at: 1, event, state: { at: 'staging' } }]);
    expect(history.pushes.get('r-99')).toBeNull();
  });
});

describe('verdicts', () => {
  const input = (now: number): GaugeInput => ({
    gauge,
    push: 'r-12',
    phase: 0,
    now,
    watch: { startedAt: 0, lengthMs: 1000, countedMs: now },
    everyMs: 200,
    hosts: [
      {
        host: 'www-1',
        type: 'www',
        group: 'switched',
        switchedAt: 1,
        pre: [{ t: 1, v: 0.1 + 0.2 }],
        post: [{ t: 2, v: 1e-7, n: 3, s: 0.2 }],
        postFrom: 2,
        restarts: 0,
      },
    ],
    drift: [],
    alpha: { push: 0.002, gauges: 2, phases: 2 },
  });
  const verdict = (word: Verdict['word'], at: number, change: Partial<Verdict> = {}): Verdict => ({
    gauge: gauge.name,
    phase: 0,
    at,
    word,
    rule: 'limit',
    reason: '',
    limit: '> 5',
    firm: false,
    switched: { pre: 0, post: 1, delta: 1, ratio: null, samples: 1, hosts: 1 },
    comparator: null,
    difference: null,
    p: null,
    test: null,
    couldNotice: null,
    show: [],
    window: { preFrom: null, postTo: null },
    hosts: [],
    ...change,
  });

  it('are kept with their exact inputs, and to the byte', () => {
    history.pushes.add(row(12));
    const said = verdict('regressed', 5, { p: 0.1 + 0.2 });
    history.verdicts.put('r-12', input(5), said);
    expect(history.verdicts.list('r-12')).toEqual([{ input: input(5), verdict: said, bytes: JSON.stringify(said) }]);
    expect(history.verdicts.verdicts('r-12')).toEqual([said]);
    expect(history.verdicts.list('r-13')).toEqual([]);
  });

  it('stay where the word changed; of looks that agree in a row the newest does', () => {
    history.pushes.add(row(12));
    for (const [at, word] of (['too little', 'too little', 'ok', 'ok', 'ok', 'regressed', 'ok'] as const).entries())
      history.verdicts.put('r-12', input(at), verdict(word, at));
    history.verdicts.put('r-12', input(9), verdict('ok', 9, { phase: 1 }));
    history.verdicts.put('r-12', input(10), verdict('ok', 10, { gauge: 'another' }));
    expect(
      history.verdicts.list('r-12').map((one) => [one.verdict.gauge, one.verdict.phase, one.verdict.word, one.input.now]),
    ).toEqual([
      ['another', 0, 'ok', 10],
      ['errors', 0, 'too little', 1],
      ['errors', 0, 'ok', 4],
      ['errors', 0, 'regressed', 5],
      ['errors', 0, 'ok', 6],
      ['errors', 1, 'ok', 9],
    ]);
  });
});

describe('samples', () => {
  const minute = 60_000;
  const put = (...rows: [gauge: string, host: string, t: number, v: number][]) =>
    history.samples.put(rows.map(([name, at, t, v]) => ({ gauge: name, host: at, sample: { t, v } })));

  it('are read by host, oldest first, after one time and up to another', () => {
    put(['e', 'b', 30, 3], ['e', 'a', 20, 2], ['e', 'a', 10, 1], ['e', 'a', 30, 3], ['other', 'a', 20, 9]);
    expect([...history.samples.range('e', 10, 30)]).toEqual([
      [
        'a',
        [
          { t: 20, v: 2 },
          { t: 30, v: 3 },
        ],
      ],
      ['b', [{ t: 30, v: 3 }]],
    ]);
  });

  it('keep counts and seconds where there are any; the same time again replaces', () => {
    history.samples.put([{ gauge: 'e', host: 'a', sample: { t: 1, v: 0.5, n: 1, s: 2 } }]);
    history.samples.put([{ gauge: 'e', host: 'b', sample: { t: 1, v: 4 } }]);
    history.samples.put([{ gauge: 'e', host: 'b', sample: { t: 1, v: 5 } }]);
    expect(Object.fromEntries(history.samples.range('e', 0, 1))).toEqual({
      a: [{ t: 1, v: 0.5, n: 1, s: 2 }],
      b: [{ t: 1, v: 5 }],
    });
  });

  it('are forgotten when they are old, but never those around a push', () => {
    history.pushes.add(row(12, { startedAt: 100 * minute, endedAt: 110 * minute }));
    put(...[10, 84, 85, 105, 125, 126, 300].map((at): [string, string, number, number] => ['e', 'a', at * minute, at]));
    expect(history.samples.prune(200 * minute)).toBe(3);
    expect(
      history.samples
        .range('e', 0, 1e9)
        .get('a')
        ?.map((sample) => sample.v),
    ).toEqual([85, 105, 125, 300]);
  });

  it('remember moves without a push by length of window and time of week', () => {
    const week = 7 * 24 * 60 * minute;
    const now = 100 * week;
    for (const [ago, delta] of [
      [week, 1],
      [week + 3 * 60 * minute, 2],
      [week - 3 * 60 * minute - 1, 3],
      [2 * week - 60 * minute, 4],
      [9 * week, 5],
      [week / 2, 6],
    ] as const)
      history.samples.putDrift('e', now - ago, minute, delta);
    history.samples.putDrift('e', now - week, 2 * minute, 7);
    history.samples.putDrift('other', now - week, minute, 8);
    expect(history.samples.drift('e', minute, now).sort()).toEqual([1, 2, 4]);
    // Close to the end of a week is close to the beginning of the next.
    history.samples.putDrift('near', now - minute, minute, 9);
    expect(history.samples.drift('near', minute, now)).toEqual([9]);
  });
});

describe('events', () => {
  it('are numbered in order and read after a number', () => {
    const line = (push: string | null, text: string) =>
      history.events.add({ at: 1, push, host: null, level: 'info', mark: null, text });
    expect(['a', 'b', 'c', 'd'].map((text, at) => line(at % 2 ? 'r-1' : null, text).seq)).toEqual([1, 2, 3, 4]);
    expect(history.events.list('r-1', 0, 9).map((one) => one.text)).toEqual(['b', 'd']);
    expect(history.events.list('r-1', 0, 1).map((one) => one.text)).toEqual(['b']);
    expect(history.events.list('r-1', 2, 9).map((one) => one.text)).toEqual(['d']);
    // Of everything: the newest.
    expect(history.events.list(null, 0, 2).map((one) => one.text)).toEqual(['c', 'd']);
    expect(history.events.list(null, 3, 9).map((one) => one.text)).toEqual(['d']);
  });
});

describe('acts', () => {
  it('are written down once a key, before they are done', () => {
    const act = { key: 'k', at: 1, who: 'Mara', via: 'browser', verb: 'push.hold', input: { push: 'r-1' } };
    expect(history.acts.begin(act)).toBe(true);
    expect(history.acts.get('k')).toEqual({ verb: 'push.hold', input: '{"push":"r-1"}', result: null });
    expect(history.acts.begin({ ...act, who: 'Ravi', verb: 'push.rollback' })).toBe(false);
    history.acts.finish('k', { ok: { push: 'r-1' } });
    expect(history.acts.get('k')).toEqual({ verb: 'push.hold', input: '{"push":"r-1"}', result: '{"ok":{"push":"r-1"}}' });
    expect(history.acts.get('none')).toBeNull();
  });
});
