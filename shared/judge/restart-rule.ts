import { hostsText, numberText } from './number-text';
import type { HostFacts } from './windows';

export interface RestartFinding {
  readonly reason: string;
  readonly show: readonly string[];
}

/**
 * A process that restarts more often than the push itself made it. Null if none did, or if as large a share of the
 * untouched hosts did so too: then something else restarts them.
 */
export function restartRule(switched: readonly HostFacts[], comparators: readonly HostFacts[]): RestartFinding | null {
  const restarted = switched.filter((one) => one.window.restarts > 0);
  if (restarted.length === 0) return null;
  const others = comparators.filter((one) => one.window.restarts > 0).length;
  if (comparators.length > 0 && others / comparators.length >= restarted.length / switched.length) return null;
  const count = restarted.reduce((sum, one) => sum + one.window.restarts, 0);
  const [first] = restarted;
  const where =
    restarted.length === 1 && first ? first.host : `${numberText(restarted.length)} of ${hostsText(switched.length, 'switched')}`;
  return {
    reason: `Restarted ${count === 1 ? 'once' : `${numberText(count)} times`} after the push's own reload, on ${where}.`,
    show: restarted.map((one) => one.host),
  };
}
