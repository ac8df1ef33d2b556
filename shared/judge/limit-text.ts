import type { GaugeConfig, Limit } from '../config/config';
import { numberText, percentText } from './number-text';

/** Reads `> 5`, `<= 0.5`, `>−3`; null for anything else. */
export function parseLimit(text: string): Limit | null {
  const found = /^\s*(>=|<=|>|<)\s*([-+\u2212]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[-+]?\d+)?)\s*$/i.exec(text);
  const op = found?.[1];
  const value = Number(found?.[2]?.replace('\u2212', '-'));
  if ((op !== '>' && op !== '>=' && op !== '<' && op !== '<=') || !Number.isFinite(value)) return null;
  return { op, value };
}

/** True if `value` breaks the limit. */
export function breaks(limit: Limit, value: number): boolean {
  switch (limit.op) {
    case '>':
      return value > limit.value;
    case '>=':
      return value >= limit.value;
    case '<':
      return value < limit.value;
    case '<=':
      return value <= limit.value;
  }
}

/** True if it is high values that break the limit. */
export function isUpper(limit: Limit): boolean {
  return limit.op === '>' || limit.op === '>=';
}

/** What the table's column shows: `> 5`, or the watched change (`+50 %`, `\u221220 %`) where there is no limit. */
export function limitText(gauge: Pick<GaugeConfig, 'limit' | 'change'>): string {
  if (gauge.limit) return `${gauge.limit.op} ${numberText(gauge.limit.value)}`;
  const parts: string[] = [];
  if (gauge.change?.up != null) parts.push(`+${percentText(gauge.change.up)}`);
  if (gauge.change?.down != null) parts.push(`\u2212${percentText(gauge.change.down)}`);
  return parts.join(', ');
}
