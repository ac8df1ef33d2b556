import type { GaugeConfig } from '../config/config';

/**
 * Whether a gauge is back where it was after a rollback: within its limit, and no further from its pre value than half of what
 * the push moved it (or its floor). Needs three samples; null until then.
 */
export function hasRecovered(
  gauge: Pick<GaugeConfig, 'limit' | 'change'>,
  before: { pre: number | null; worst: number | null },
  samples: readonly number[],
): boolean | null {
  if (samples.length < 3) return null;
  const last = samples.slice(-3);
  const now = last.reduce((sum, value) => sum + value, 0) / last.length;
  if (gauge.limit) {
    const { op, value } = gauge.limit;
    const beyond = op === '>' ? now > value : op === '>=' ? now >= value : op === '<' ? now < value : now <= value;
    const wasBeyond = before.pre !== null && (op.startsWith('>') ? before.pre > value : before.pre < value);
    if (beyond && !wasBeyond) return false;
  }
  if (before.pre === null || before.worst === null) return true;
  const moved = before.worst - before.pre;
  const room = Math.max(Math.abs(moved) / 2, gauge.change?.atLeast ?? 0);
  return Math.sign(moved) * (now - before.pre) <= room;
}
