import { describe, expect, it } from 'vitest';
import { beatSeries, hostBeats, thin } from './aggregate-series';

const every = 1000;
const samples = (...points: [number, number][]) => points.map(([t, v]) => ({ t, v }));

describe('beatSeries', () => {
  it('is the mean over hosts in each beat, and null in a beat in which none reported', () => {
    const series = beatSeries([samples([500, 1], [1500, 3], [3500, 5]), samples([900, 3], [3100, 7])], 0, 4000, every);
    expect(series.times).toEqual([1000, 2000, 3000, 4000]);
    expect(series.mean).toEqual([2, 3, null, 6]);
    expect(series.band[0]).toEqual([1, 3]);
    expect(series.band[2]).toBeNull();
  });

  it('takes the later of two readings of one host in one beat', () => {
    expect(beatSeries([samples([200, 1], [800, 9])], 0, 1000, every).mean).toEqual([9]);
  });
});

it('hostBeats puts one host on the same beats', () => {
  expect(hostBeats(samples([500, 1], [2500, 2]), [1000, 2000, 3000], every)).toEqual([1, null, 2]);
});

it('thin keeps the peak of each bucket', () => {
  const values = Array.from({ length: 1000 }, (_, index) => (index === 437 ? 99 : 1));
  const series = beatSeries([values.map((v, index) => ({ t: index * every + 500, v }))], 0, 1_000_000, every);
  const kept = thin(series, 150);
  expect(kept.length).toBeLessThanOrEqual(150);
  expect(kept.map((index) => series.mean[index])).toContain(99);
});
