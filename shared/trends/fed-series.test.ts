import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluateRange, parseExpression } from '../series/expression';
import { foldRaw, noPoints, type RawColumns } from '../series/tier-points';
import { fedSeries, rawSeries } from './fed-series';

const step = 60_000;
const columns = (values: readonly number[]): RawColumns => ({
  t: values.map((_, i) => 10_000 * i + 3000),
  v: [...values],
  stale: values.map(() => 0),
});

describe('a counter that is fed', () => {
  it('counts in all steps together what was counted, whatever restarts there were', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -5, max: 20 }), { minLength: 14, maxLength: 100 }), (moves) => {
        // A negative move is a restart.
        let value = 100;
        let counted = 0;
        const values = [value];
        for (const move of moves) {
          value = move < 0 ? -move : value + move;
          counted += move < 0 ? value : move;
          values.push(value);
        }
        const raw = columns(values);
        const falls = values.some((one, i) => i > 0 && one < (values[i - 1] ?? 0));
        const points = noPoints();
        foldRaw(raw, step, NaN, points);
        const fed = fedSeries({ __name__: 'x' }, points, step, true, Infinity);
        const parsed = parseExpression('increase(x[1m])');
        if (!parsed.ok) throw new Error(parsed.message);
        const last = Math.floor((raw.t.at(-1) ?? 0) / step);
        const evaluated = evaluateRange(
          parsed.expression,
          { select: () => [fed.mean] },
          { fromMs: step - 1, toMs: (last + 1) * step - 1, stepMs: step },
          { exact: true },
        );
        if (!evaluated.ok) throw new Error(evaluated.message);
        // A fall by a restart to more than there was is none.
        const seen = values.reduce(
          (sum, one, i) => sum + (i === 0 ? 0 : one < (values[i - 1] ?? 0) ? one : one - (values[i - 1] ?? 0)),
          0,
        );
        expect((evaluated.series[0]?.values ?? new Float64Array()).reduce((sum, one) => sum + one, 0)).toBeCloseTo(seen, 6);
        expect(fed.resets.length > 0).toBe(falls);
        const healed = rawSeries({ __name__: 'x' }, raw, true, true).mean.values;
        expect(healed.every((one, i) => i === 0 || one >= (healed[i - 1] ?? 0))).toBe(true);
        expect(counted).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});

describe('a counter that begins and ends inside of buckets', () => {
  it('counts for the part of them that it covers', () => {
    // 2 a second, each 10 s, from the middle of the first minute to the middle of the fourth, where it is gone.
    const t = Array.from({ length: 19 }, (_, i) => 30_000 + 10_000 * i);
    const raw: RawColumns = { t: [...t, 220_000], v: [...t.map((at) => at / 500), 0], stale: [...t.map(() => 0), 1] };
    const points = noPoints();
    foldRaw(raw, step, NaN, points);
    const parsed = parseExpression('rate(x[1m])');
    if (!parsed.ok) throw new Error(parsed.message);
    const { mean } = fedSeries({ __name__: 'x' }, points, step, true, Infinity);
    const over = { fromMs: step - 1, toMs: 4 * step - 1, stepMs: step };
    const evaluated = evaluateRange(parsed.expression, { select: () => [mean] }, over, { exact: true });
    if (!evaluated.ok) throw new Error(evaluated.message);
    for (const rate of evaluated.series[0]?.values ?? []) expect(Math.abs(rate - 2)).toBeLessThan(0.7);
    expect(evaluated.series[0]?.values).toHaveLength(4);
  });
});

describe('a gauge that is fed', () => {
  it('keeps mean, least and greatest, and its marks of absence', () => {
    const points = noPoints();
    foldRaw({ t: [1000, 2000, 3000, 61_000], v: [1, 5, 0, 7], stale: [0, 0, 1, 0] }, step, null, points);
    const { mean, min, max } = fedSeries({}, points, step, false, Infinity);
    expect([[...mean.values], [...min.values], [...max.values]]).toEqual([
      [3, 7],
      [1, 7],
      [5, 7],
    ]);
    expect([...mean.times]).toEqual([59_999, 119_999]);
    expect([...mean.stale]).toEqual([60_000]);
  });
});
