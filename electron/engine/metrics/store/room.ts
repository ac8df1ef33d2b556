import type { Head } from './head';
import type { LabelIndex } from './label-index';
import type { StoreOptions } from './options';
import type { Target } from './series-file';

/** So long a series may be away without losing its place, ms: one failed scrape, or a restart, is not an end. */
const silentMs = 60_000;
/**
 * How often a head may be closed to make room, ms: series stay in the index for ever, and a label with new values in every scrape would fill it with
 * a whole budget each time.
 */
const clearAgainMs = 30 * 60_000;

/** Nothing has come of a series for a while, though its target went on: it was marked as gone, or whoever would have marked it was killed. */
export function isSilent(index: LabelIndex, head: Head, slot: number): boolean {
  return index.newestOf(head.layout[slot] ?? -1) <= head.lastAt - silentMs;
}

/** New series of the target are refused. */
export function isCramped({ budget }: StoreOptions, target: Target, head: Head): boolean {
  return head.layout.length + target.pending.size >= budget;
}

/** Whether a head may be closed before its time: new series are refused while at least a tenth of the budget is held by some that are gone. */
export function mayClear(index: LabelIndex, options: StoreOptions, target: Target, head: Head, at: number): boolean {
  if (!isCramped(options, target, head) || at - target.clearedAt < clearAgainMs) return false;
  let silent = 0;
  for (let slot = 0; slot < head.layout.length; slot++) if (isSilent(index, head, slot)) silent += 1;
  return silent > 0 && silent >= options.budget / 10;
}
