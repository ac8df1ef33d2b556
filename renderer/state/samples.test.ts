import { describe, expect, it } from 'vitest';
import type { SampleBatch } from '../../shared/contract/state';
import { SampleRing } from './samples';

const batch = (times: readonly number[], values: readonly (readonly (number | null)[])[], series = ['a', 'b']): SampleBatch => ({
  seq: 1,
  series,
  times,
  values,
});

describe('SampleRing', () => {
  it('keeps columns apart and a gap as a gap', () => {
    const ring = new SampleRing();
    ring.add(
      batch(
        [1, 2],
        [
          [10, null],
          [20, 21],
        ],
      ),
    );
    expect(ring.read('a')).toEqual([
      { t: 1, v: 10 },
      { t: 2, v: null },
    ]);
    expect(ring.read('b').at(-1)).toEqual({ t: 2, v: 21 });
    expect(ring.read('c')).toEqual([]);
  });

  it('drops a history that was sent twice', () => {
    const ring = new SampleRing();
    ring.add(batch([1, 2], [[10, 11]], ['a']));
    const before = ring.read('a');
    ring.add(batch([1, 2], [[10, 11]], ['a']));
    expect(ring.read('a')).toBe(before);
    ring.add(batch([2, 3], [[11, 12]], ['a']));
    expect(ring.read('a').map((point) => point.t)).toEqual([1, 2, 3]);
  });

  it('is bounded', () => {
    const ring = new SampleRing();
    ring.add(
      batch(
        Array.from({ length: 2_000 }, (_, index) => index),
        [Array.from({ length: 2_000 }, () => 1)],
        ['a'],
      ),
    );
    expect(ring.read('a').length).toBe(720);
    expect(ring.read('a').at(-1)?.t).toBe(1_999);
  });

  it('tells only who draws that series', () => {
    const ring = new SampleRing();
    const heard: string[] = [];
    ring.subscribe('a', () => heard.push('a'));
    const stop = ring.subscribe('b', () => heard.push('b'));
    ring.add(batch([1], [[1]], ['b']));
    stop();
    ring.add(batch([2], [[1], [1]]));
    expect(heard).toEqual(['b', 'a']);
  });
});
