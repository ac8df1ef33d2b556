import { describe, expect, it } from 'vitest';
import { layOut, sparkHeight, sparkWidth, thin } from './sparkline-geometry';

const series = (from: number, values: readonly (number | null)[]) => values.map((v, index) => ({ t: from + index * 10_000, v }));
const rest = { comparator: [], until: 600_000, now: 300_000 };

describe('layOut', () => {
  it('puts before on the left of the switch and after on the right', () => {
    const spark = layOut({
      ...rest,
      points: series(
        0,
        Array.from({ length: 31 }, () => 5),
      ),
      switchedAt: 150_000,
      limit: null,
    });
    const xs = (lines: readonly string[]) => lines.flatMap((line) => line.split(' ').map((pair) => Number(pair.split(',')[0])));
    expect(Math.max(...xs(spark.pre))).toBeLessThan(spark.switchX ?? 0);
    expect(Math.min(...xs(spark.post))).toBeGreaterThan(spark.switchX ?? 999);
    expect(Math.max(...xs(spark.post))).toBeLessThanOrEqual(sparkWidth);
  });

  it('spans at least half of the value before, so that noise looks like noise', () => {
    const spark = layOut({ ...rest, points: series(0, [100, 101, 100, 101]), switchedAt: null, limit: null });
    const ys = spark.post.flatMap((line) => line.split(' ').map((pair) => Number(pair.split(',')[1])));
    expect(Math.max(...ys) - Math.min(...ys)).toBeLessThan(2);
  });

  it('draws a near limit inside and a far one as a dash at its edge', () => {
    const points = series(0, [4, 5, 4.5, 5]);
    expect(layOut({ ...rest, points, switchedAt: null, limit: 6 }).limit?.edge).toBe(false);
    expect(layOut({ ...rest, points, switchedAt: null, limit: 800 }).limit).toEqual({ y: 0.5, edge: true });
    expect(layOut({ ...rest, points, switchedAt: null, limit: -800 }).limit).toEqual({ y: sparkHeight - 0.5, edge: true });
  });

  it('never draws a line across a gap, and hatches a silence', () => {
    const points = [...series(0, [1, 2, 1]), ...series(100_000, [1, 2, 1])];
    const spark = layOut({ ...rest, points, switchedAt: null, limit: null });
    expect(spark.post).toHaveLength(2);
    expect(spark.last).toBeNull();
    expect(spark.hatch?.width).toBeGreaterThan(10);
  });

  it('draws no line of nothing, and hatches it', () => {
    const spark = layOut({ ...rest, points: [], switchedAt: null, limit: 5 });
    expect([spark.pre, spark.post, spark.last, spark.hatch]).toEqual([[], [], null, { x: 0, width: sparkWidth }]);
  });
});

describe('thin', () => {
  it('keeps the greatest and the least', () => {
    const points = Array.from({ length: 1000 }, (_, index) => ({ t: index, v: index === 487 ? 99 : index === 488 ? -7 : 1 }));
    const kept = thin(points).map((point) => point.v);
    expect(kept.length).toBeLessThanOrEqual(96);
    expect(kept).toContain(99);
    expect(kept).toContain(-7);
  });
});
