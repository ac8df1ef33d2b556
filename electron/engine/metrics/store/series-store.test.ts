import { array, assert, constant, double, integer, nat, oneof, property, record, boolean as bool, tuple } from 'fast-check';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { foldPoints, foldRaw, noPoints, pointAt, type RawColumns, type TierPoints } from '../../../../shared/series/tier-points';
import type { StoreOptions } from './options';
import { openSeriesStore, type SelectedSeries, type SeriesStore, type Tick } from './series-store';

const start = Date.UTC(2026, 2, 1);
const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

const always = { ageMs: Infinity, bytes: Infinity };
const forEver = { 0: always, 1: always, 2: always, 3: always };

let folder: string;
let file: string;
let now = start;
const logged: string[] = [];
const stores: SeriesStore[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'capstan-series-'));
  file = join(folder, 'data', 'series.sqlite');
  now = start;
  logged.length = 0;
});
afterEach(() => {
  for (const store of stores.splice(0)) store.close();
  rmSync(folder, { recursive: true });
});

function open(options: Partial<StoreOptions> = {}, path = file): SeriesStore {
  const store = openSeriesStore(path, { clock: () => now, log: (text) => logged.push(text), ...options });
  stores.push(store);
  return store;
}

const finish = (store: SeriesStore) => {
  while (store.work(1000));
};

const byName = (value: string) => [{ label: '__name__', op: '=' as const, value }];
const source = 'host:www-1';
const tickOf = (at: number, samples: Readonly<Record<number, number>>, stale: number[] = []): Tick => ({
  source,
  target: source,
  at,
  series: Object.keys(samples).map(Number),
  values: Object.values(samples),
  stale,
});
const number = (store: SeriesStore, name: string, labels = {}) => store.series(source, source, name, labels)!;

/** What a store holds of a series, marks among the readings. */
function rawOf(store: SeriesStore, name: string): RawColumns {
  const found = store.select(byName(name), 0, Number.MAX_SAFE_INTEGER);
  return found[0] ? joined(found[0]) : { t: [], v: [], stale: [] };
}

function joined({ times, values, stale }: SelectedSeries): RawColumns {
  const all = [...[...times].map((t, at) => ({ t, v: values[at]!, s: 0 })), ...[...stale].map((t) => ({ t, v: NaN, s: 1 }))];
  all.sort((a, b) => a.t - b.t);
  return { t: all.map(({ t }) => t), v: all.map(({ v }) => v), stale: all.map(({ s }) => s) };
}

const rows = (points: TierPoints) => points.t.map((_, at) => pointAt(points, at));

/** Whatever tiers answer has to be what follows from the readings. */
function expectTiersToFollow(store: SeriesStore, name: string, isCounter: boolean): void {
  const raw = rawOf(store, name);
  const series = store.find(byName(name))[0]!.series;
  const minutes = noPoints();
  foldRaw(raw, minute, isCounter ? NaN : null, minutes);
  const hours = noPoints();
  foldPoints(minutes, hour, hours);
  const days = noPoints();
  foldPoints(hours, day, days);
  expect(rows(store.tier(series, 'minute', 0, Number.MAX_SAFE_INTEGER))).toEqual(rows(minutes));
  expect(rows(store.tier(series, 'hour', 0, Number.MAX_SAFE_INTEGER))).toEqual(rows(hours));
  expect(rows(store.tier(series, 'day', 0, Number.MAX_SAFE_INTEGER))).toEqual(rows(days));
  for (const lengthMs of [7 * hour, 3 * day, 400 * day]) expectDrawingToFollow(store, series, now - lengthMs, now);
}

/** What is drawn is the fold of its tier, which was compared with the readings; twice, as the second time comes from decoded blocks. */
function expectDrawingToFollow(store: SeriesStore, series: number, fromMs: number, toMs: number): void {
  for (let time = 0; time < 2; time++) {
    const drawn = store.range([series], fromMs, toMs)[0]!;
    const { tier, widthMs } = drawn;
    if (tier === 'raw') throw new Error('so long a range is not drawn from readings');
    const wide = noPoints();
    foldPoints(store.tier(series, tier, Math.floor(fromMs / widthMs) * widthMs, toMs), widthMs, wide);
    for (const column of ['t', 'min', 'max', 'last', 'count'] as const) expect([...drawn[column]]).toEqual(wide[column]);
    for (const [at, mean] of drawn.mean.entries()) {
      const { count, sum, base, end, lost, min, max } = pointAt(wide, at);
      const size = [min, max, base, lost].reduce((most, value) => Math.max(most, Math.abs(value || 0)), 1);
      // Folded once instead of twice: rounding may differ, and beyond this size is all there is.
      if (size > 1e15) continue;
      if (count > 0) expect(Math.abs(mean - sum / count)).toBeLessThanOrEqual(size * 1e-9);
      else expect(mean).toBeNaN();
      expect(Number.isNaN(drawn.counted[at]!)).toBe(Number.isNaN(base));
      if (!Number.isNaN(base)) expect(Math.abs(drawn.counted[at]! - (end - base + lost))).toBeLessThanOrEqual(size * 1e-9);
    }
  }
}

const values = oneof(
  double(),
  integer({ min: -100, max: 100_000 }),
  nat(10_000).map((cents) => cents / 100),
  constant(NaN),
);

it('says since when it has something, also when that is sealed', () => {
  const store = open();
  expect(store.since()).toBeNull();
  const load = number(store, 'load');
  now = start + minute;
  store.append([tickOf(now, { [load]: 1 })]);
  expect(store.since()).toBe(start + minute);
  now = start + 5 * hour;
  store.append([tickOf(now, { [load]: 2 })]);
  finish(store);
  expect(store.since()).toBe(start + minute);
});

describe('samples', () => {
  it('come back as they went in, however they are sealed, rolled up and reopened; tiers are their fold', () => {
    const step = record({
      afterMs: oneof(
        { weight: 20, arbitrary: constant(10 * second) },
        integer({ min: 1, max: 3 * hour }),
        integer({ min: 1, max: 2 * day }),
      ),
      samples: array(tuple(nat(5), values), { maxLength: 6 }),
      stale: array(nat(5), { maxLength: 2 }),
      work: nat(4),
      reopens: oneof({ weight: 12, arbitrary: constant(false) }, bool()),
    });
    let run = 0;
    assert(
      property(array(step, { maxLength: 120 }), nat(3), (steps, sliceValues) => {
        const path = join(folder, `${++run}.sqlite`);
        const options = { blockTicks: 5, blockMs: 20 * minute, budget: 6, keep: forEver, sliceValues: 20 * sliceValues + 10 };
        now = start;
        let store = open(options, path);
        const expected = new Map<string, RawColumns>();
        for (const { afterMs, samples, stale, work, reopens } of steps) {
          now += afterMs;
          const nameOf = (which: number) => (which % 2 === 0 ? `level_${which}` : `things_${which}_total`);
          const own = new Map<number, number>();
          for (const [which, value] of samples) {
            const id = number(store, nameOf(which));
            if (own.has(id)) continue;
            own.set(id, value);
            const raw = expected.get(nameOf(which)) ?? { t: [], v: [], stale: [] };
            raw.t.push(now);
            raw.v.push(value);
            raw.stale.push(0);
            expected.set(nameOf(which), raw);
          }
          const gone = [...new Set(stale)].flatMap((which) => {
            const raw = expected.get(nameOf(which));
            const id = store.find(byName(nameOf(which)))[0]?.series;
            // A mark is taken only where the series is part of what is read now.
            if (id === undefined || !raw || own.has(id) || raw.stale.at(-1) === 1) return [];
            return [{ id, raw }];
          });
          const result = store.append([
            tickOf(
              now,
              Object.fromEntries(own),
              gone.map(({ id }) => id),
            ),
          ]);
          if (!result.ok) throw new Error(result.reason);
          expect(result.accepted).toBeGreaterThanOrEqual(own.size);
          for (const { id, raw } of gone) {
            if (rawStaleAt(store, id, now)) {
              raw.t.push(now);
              raw.v.push(NaN);
              raw.stale.push(1);
            }
          }
          for (let time = 0; time < work; time++) store.work(0);
          if (reopens) {
            store.close();
            store = open(options, path);
          }
        }
        for (let round = 0; round < 2; round++) {
          for (const [name, raw] of expected) {
            expect(rawOf(store, name)).toEqual(raw);
            expectTiersToFollow(store, name, name.endsWith('_total'));
          }
          now += hour;
          finish(store);
        }
        store.close();
      }),
      { numRuns: 60 },
    );
  });
});

function rawStaleAt(store: SeriesStore, series: number, at: number): boolean {
  const { labels } = store.find([]).find((one) => one.series === series)!;
  return store.select(byName(labels['__name__']!), at, at)[0]?.stale.length === 1;
}
