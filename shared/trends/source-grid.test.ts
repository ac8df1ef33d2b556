import { expect, it } from 'vitest';
import type { DrawGrid } from './draw-grid';
import { sourceGrid } from './source-grid';

const panel: DrawGrid = { tier: 'raw', widthMs: 120_000, stepMs: 120_000, startMs: 0, buckets: 10, steps: 10 };
const long = 1_200_000;

it('asks up to four times a bucket, no finer than the source is read, and only for what has happened', () => {
  expect(sourceGrid(panel, 30_000, long, long)).toMatchObject({ stepMs: 30_000, steps: 40 });
  expect(sourceGrid(panel, 40_000, long, long)).toMatchObject({ stepMs: 40_000, steps: 30 });
  // Read each five minutes here, there it is read as often as anywhere.
  expect(sourceGrid(panel, 300_000, long, long)).toMatchObject({ stepMs: 60_000, steps: 20 });
  expect(sourceGrid({ ...panel, widthMs: 10_000 }, 30_000, 100_000, long)).toMatchObject({ stepMs: 10_000, steps: 10 });
  expect(sourceGrid(panel, 30_000, long, 599_999)).toMatchObject({ steps: 19 });
  expect(sourceGrid(panel, 30_000, 100_000, long)).toMatchObject({ steps: 4 });
  expect(sourceGrid({ ...panel, startMs: 6_000_000 }, 30_000, 7_200_000, long)).toMatchObject({ steps: 0 });
});
