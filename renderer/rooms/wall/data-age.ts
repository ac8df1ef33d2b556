import type { DeskState } from '../../../shared/contract/state';
import { isStale } from '../../../shared/format/age';

/** How often the engine reads every host, where no gauge says more. */
const readHostsMs = 30_000;
const usualMs = 10_000;

/** When the newest data came, and whether three intervals have passed without any. */
export interface DataAge {
  readonly at: number | null;
  readonly stale: boolean;
}

/** `times`: of the newest samples of one gauge, oldest first; they tell how often samples come. */
export function dataAge({ gauges, live }: Pick<DeskState, 'gauges' | 'live'>, times: readonly number[], now: number): DataAge {
  if (gauges.length === 0) return { at: live.readAt, stale: isStale(live.readAt, now, readHostsMs) };
  const at = gauges.reduce<number | null>(
    (newest, { readAt }) => (readAt !== null && (newest === null || readAt > newest) ? readAt : newest),
    null,
  );
  return { at, stale: isStale(at, now, intervalOf(times)) };
}

/** The usual gap between samples: their median, so that one that was missed changes nothing. */
export function intervalOf(times: readonly number[]): number {
  const gaps = times
    .slice(1)
    .map((time, index) => time - (times[index] ?? time))
    .filter((gap) => gap > 0)
    .sort((a, b) => a - b);
  return gaps.length < 3 ? usualMs : (gaps[gaps.length >> 1] ?? usualMs);
}
