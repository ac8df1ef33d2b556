import { CapstanError } from '../../../shared/contract/errors';

/** How long one portion of work should take, ms: others wait for it. */
const shortMs = 6;
const longMs = 15;

/**
 * Does work that goes from 0 to `count`, a portion at a time, and lets others work in between. How large a portion is, is learnt from how long the
 * one before took; it is at most `most`, and at least `least` (1), for work of which each portion costs something by itself. Rejects when nobody waits for the answer any more.
 */
export async function inPortions(
  count: number,
  options: { readonly first: number; readonly least?: number; readonly most: number; readonly signal?: AbortSignal | undefined },
  work: (from: number, to: number) => void,
): Promise<void> {
  const least = Math.max(1, options.least ?? 1);
  let size = Math.max(least, Math.min(options.first, options.most));
  for (let from = 0; from < count;) {
    const to = Math.min(count, from + size);
    const began = performance.now();
    work(from, to);
    const took = performance.now() - began;
    if (took < shortMs) size = Math.min(size * 2, Math.max(1, options.most));
    else if (took > longMs) size = Math.max(least, Math.floor(size / 2));
    from = to;
    await new Promise((next) => setImmediate(next));
    if (options.signal?.aborted) throw new CapstanError('REFUSED', 'Nobody waits for this any more.', 'Ask again.');
  }
}
