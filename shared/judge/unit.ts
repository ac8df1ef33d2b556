import type { GaugeConfig } from '../config/config';
import { isCounted } from '../stats/dispersion';
import type { GaugeInput } from './types';

const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

/**
 * What a rate per second is multiplied with to be in the gauge's unit. A gauge written as `increase(x[5m])` counts per five
 * minutes; otherwise the unit says it (`per min`, `/h`); 1 where neither names a time.
 */
export function perUnit({ metric, unit }: Pick<GaugeConfig, 'metric' | 'unit'>): number {
  const range = /\bincrease\s*\([^[]*\[([^\]:]+)\]/.exec(metric)?.[1];
  const perRange = range === undefined ? 0 : secondsOf(range);
  if (perRange > 0) return perRange;
  const found = /(?:\bper\s+|\/\s*)(s|sec|second|m|min|minute|h|hr|hour|d|day)s?$/i.exec(unit?.trim() ?? '');
  return SECONDS[found?.[1]?.[0]?.toLowerCase() ?? 's'] ?? 1;
}

/** `1m30s` in seconds; 0 for what is not a duration. */
function secondsOf(range: string): number {
  let sum = 0;
  for (const [, count, unit] of range.matchAll(/(\d+)([smhd])(?!s)/g)) sum += Number(count) * (SECONDS[unit ?? ''] ?? 0);
  return sum;
}

/** A count gauge is judged by its counts only if its samples carry them; otherwise its values are all there is. */
export function isJudgedByCounts(input: GaugeInput): boolean {
  return (
    input.gauge.kind === 'count' &&
    input.hosts.some((one) => one.post.some((s) => isCounted(s)) || one.pre.some((s) => isCounted(s)))
  );
}
