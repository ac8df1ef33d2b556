import { describe, expect, it } from 'vitest';
import { explain, mostCounted, roomFor } from './budget';
import { isCounter } from './counter-name';
import { drawPoints, planDraw } from './draw-range';
import { stalenessOf } from './staleness';
import { foldRaw, noPoints } from './tier-points';

describe('a budget', () => {
  it('names the label with the most values among the refused', () => {
    const refused = Array.from({ length: 40 }, (_, at) => ({ path: '/cart', user: `u${at % 30}`, code: String(200 + (at % 3)) }));
    expect(explain(refused, { examples: 2 })).toEqual({
      series: 40,
      isCut: false,
      label: 'user',
      values: 30,
      examples: [
        { value: 'u0', series: 2 },
        { value: 'u1', series: 2 },
      ],
    });
    expect(explain([])).toEqual({ series: 0, isCut: false, label: null, values: 0, examples: [] });
  });

  it('blames no label that has one value, nor one that the target gave itself', () => {
    const refused = ['www', 'api'].map((type) => ({ host: 'www1', type, code: '200' }));
    expect(explain(refused, { own: ['host', 'type'] })).toMatchObject({ series: 2, label: null, values: 0, examples: [] });
    expect(explain(refused)).toMatchObject({ label: 'type', values: 2 });
  });

  it('says where it stopped counting', () => {
    const refused = Array.from({ length: mostCounted }, (_, at) => ({ user: `u${at}` }));
    expect(explain(refused)).toMatchObject({ series: mostCounted, isCut: true });
    expect(explain(refused.slice(1)).isCut).toBe(false);
  });

  it('leaves existing series alone when it is smaller than they are many', () => expect(roomFor(12, 10)).toBe(0));
});

describe('staleness', () => {
  it('marks what is gone; all of it when the scrape failed', () => {
    expect(stalenessOf([1, 2, 3], [3, 1, 4])).toEqual([2]);
    expect(stalenessOf([1, 2], [])).toEqual([1, 2]);
  });
});

describe('a counter', () => {
  it('is known by its type, and by its name where nobody says', () => {
    const typeOf = (metric: string) =>
      ({ temperature_total: 'gauge', asked: 'histogram', level: 'gauge', size: 'gaugehistogram' })[metric];
    expect(
      ['temperature_total', 'asked_count', 'asked_bucket', 'errors_total', 'level', 'size_bucket', 'other'].map((name) =>
        isCounter(name, typeOf),
      ),
    ).toEqual([false, true, true, true, false, false, false]);
  });
});

describe('what is drawn', () => {
  const all = { raw: 0, minute: 0, hour: 0, day: 0 };
  const hour = 3_600_000;
  it('comes from the coarsest tier that is fine enough, in at most so many buckets', () => {
    const plan = (lengthMs: number) => planDraw(7 * hour + 11, 7 * hour + 11 + lengthMs, 150, all);
    expect(plan(hour)).toEqual({ tier: 'raw', widthMs: 25_000 });
    expect(plan(24 * hour)).toEqual({ tier: 'minute', widthMs: 600_000 });
    expect(plan(30 * 24 * hour)).toEqual({ tier: 'hour', widthMs: 5 * hour });
    expect(plan(365 * 24 * hour)).toEqual({ tier: 'day', widthMs: 72 * hour });
  });

  it('comes from a coarser tier where the finer one no longer reaches', () => {
    expect(planDraw(0, hour, 150, { raw: 90 * hour, minute: 50 * hour, hour: 0, day: 0 }).tier).toBe('hour');
  });

  it('keeps peaks, and leaves gaps as gaps', () => {
    const points = noPoints();
    const t = [0, 10, 20, 30, 40, 50, 60, 70, 200, 210, 220, 230].map((s) => s * 1000);
    foldRaw({ t, v: t.map((at) => (at === 20_000 ? 99 : 1)), stale: t.map(() => 0) }, 1000, null, points);
    const drawn = drawPoints(points, { tier: 'raw', widthMs: 20_000 });
    expect([...drawn.t].map((at) => at / 1000)).toEqual([0, 20, 40, 60, 200, 220]);
    expect([...drawn.max]).toEqual([1, 99, 1, 1, 1, 1]);
    expect([...drawn.gapBefore]).toEqual([0, 0, 0, 0, 1, 0]);
  });

  it('counts a counter exactly across a reset', () => {
    const points = noPoints();
    const v = [10, 15, 3, 7, NaN, 9];
    foldRaw({ t: v.map((_, at) => at * 1000), v, stale: v.map(() => 0) }, 60_000, 8, points);
    expect([...drawPoints(points, { tier: 'minute', widthMs: 60_000 }).counted]).toEqual([2 + 5 + 3 + 4 + 2]);
  });
});
