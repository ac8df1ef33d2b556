import { expect, it } from 'vitest';
import type { LogLine } from '../../shared/contract/state';
import { LogRing } from './log';

const line = (seq: number): LogLine => ({ seq, at: 0, push: 'r-1', host: null, level: 'info', mark: null, text: `line ${seq}` });

it('gathers a burst into one telling, and drops lines it has', () => {
  const flushes: (() => void)[] = [];
  const ring = new LogRing((flush) => flushes.push(flush));
  let told = 0;
  ring.subscribe(() => told++);
  for (const seq of [1, 2, 2, 3]) ring.add(line(seq));
  expect(flushes).toHaveLength(1);
  expect(ring.read()).toEqual([]);
  flushes[0]?.();
  expect(told).toBe(1);
  expect(ring.read().map((one) => one.seq)).toEqual([1, 2, 3]);
  expect(ring.seq).toBe(3);
});

it('forgets everything when another push is followed', () => {
  const ring = new LogRing((flush) => flush());
  ring.add(line(7));
  ring.clear();
  ring.add(line(1));
  expect(ring.read().map((one) => one.seq)).toEqual([1]);
});
