import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toneOf, type MarkName } from '../../shared/desk/marks';
import type { HostCell } from './host-cells';
import { layOutGrid, markAt, press, readRow, regionOf, rowText, stepTo } from './host-grid-geometry';

const isMark = (name: string): name is MarkName => name in toneOf;
const cell = (change: Partial<HostCell> = {}): HostCell => ({ host: 'a', mark: 'staged', word: 'staged', rule: null, ...change });

describe('the layout', () => {
  it('holds every host, and finds each under its own mark', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5_000 }), fc.integer({ min: 200, max: 1_900 }), (hosts, width) => {
        const layout = layOutGrid(hosts, width);
        expect(layout.rows * layout.columns).toBeGreaterThanOrEqual(hosts);
        const index = Math.floor(hosts * 0.7);
        const x = layout.gutter + (index % layout.columns) * layout.pitch + layout.size / 2;
        const y = Math.floor(index / layout.columns) * layout.rowHeight + layout.size / 2;
        expect(markAt(x, y, hosts, layout)).toBe(index);
      }),
    );
  });

  it('is dense beyond 500 hosts, with round numbers at the beginning of its rows', () => {
    expect(layOutGrid(500, 560).size).toBe(9);
    const dense = layOutGrid(5_000, 560);
    expect(dense.size).toBeLessThan(9);
    expect(dense.columns % 10).toBe(0);
    expect(layOutGrid(140, 560, true).size).toBe(12);
  });

  it('has nothing under the gutter, beside the last mark or below the last row', () => {
    const layout = layOutGrid(10, 300);
    expect(markAt(4, 4, 10, layout)).toBeNull();
    expect(markAt(299, 4, 10, layout)).toBeNull();
    expect(markAt(60, 400, 10, layout)).toBeNull();
  });
});

it('enlarges whole rows, and each host is in the region around it', () => {
  fc.assert(
    fc.property(fc.integer({ min: 501, max: 5_000 }), fc.nat(), (hosts, some) => {
      const index = some % hosts;
      const region = regionOf(index, hosts, { columns: 60 });
      expect(region.from).toBeLessThanOrEqual(index);
      expect(region.to).toBeGreaterThan(index);
      expect(region.to - region.from).toBeLessThanOrEqual(120);
      expect(region.from % 60).toBe(0);
    }),
  );
});

it('walks by arrows and never leaves the hosts', () => {
  expect(stepTo('ArrowDown', 1, 25, 10)).toBe(11);
  expect(stepTo('ArrowDown', 21, 25, 10)).toBe(21);
  expect(stepTo('ArrowUp', 3, 25, 10)).toBe(3);
  expect(stepTo('End', 21, 25, 10)).toBe(24);
  expect(stepTo('Home', 17, 25, 10)).toBe(10);
  expect(stepTo('PageDown', 0, 25, 10)).toBe(24);
  expect(stepTo('ArrowLeft', 0, 25, 10)).toBe(0);
  expect(stepTo('x', 0, 25, 10)).toBeNull();
});

it('reads back what a row says', () => {
  const cells = [cell(), cell({ mark: 'crit', rule: 'shows' }), cell({ host: 'c', rule: 'canary' })];
  expect(readRow(rowText(cells, new Set(['c'])), isMark)).toEqual({
    marks: [
      { name: 'staged', columns: [0, 2] },
      { name: 'crit', columns: [1] },
    ],
    canaries: [2],
    shows: [1],
    selected: [2],
  });
  expect(rowText(cells, null)).toBe(rowText(cells, new Set()));
});

it('selects one more or less, or all from the one before', () => {
  const hosts = ['a', 'b', 'c', 'd'];
  expect([...press(new Set(), hosts, 1, null, false)]).toEqual(['b']);
  expect([...press(new Set(['b']), hosts, 1, null, false)]).toEqual([]);
  expect([...press(new Set(['b']), hosts, 3, 1, true)]).toEqual(['b', 'c', 'd']);
  expect([...press(new Set(), hosts, 3, null, true)]).toEqual(['d']);
});
