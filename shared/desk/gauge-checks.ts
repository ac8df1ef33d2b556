import type { DeskState } from '../contract/state';
import { breaks, parseLimit } from '../judge/limit-text';
import { isActive } from '../push/push';
import type { CheckSight } from './notices';

/** How critical gauges stand between pushes, as checks: over the limit once is soft, twice in a row is certain. */
export type GaugeChecks = (state: Pick<DeskState, 'gauges' | 'push'>) => readonly CheckSight[];

/** Follows the readings of gauges from state to state. While a push runs they are the judge's, and nothing is told. */
export function createGaugeChecks(): GaugeChecks {
  const over = new Map<string, { readonly readAt: number; readonly times: number }>();
  return ({ gauges, push }) => {
    if (push && isActive(push.state)) {
      over.clear();
      return [];
    }
    return gauges
      .filter((gauge) => gauge.severity === 'critical')
      .map(({ name, value, readAt, limit, unit }) => {
        const rule = parseLimit(limit);
        const known = over.get(name);
        if (!rule || value === null || readAt === null || !breaks(rule, value)) over.delete(name);
        else if (known?.readAt !== readAt) over.set(name, { readAt, times: (known?.times ?? 0) + 1 });
        const times = over.get(name)?.times ?? 0;
        return {
          name,
          host: null,
          state: times > 0 ? 'CRITICAL' : value === null ? 'UNKNOWN' : 'OK',
          certainty: times > 1 ? 'hard' : 'soft',
          said: times > 0 ? `${Number(value?.toPrecision(3))}${unit ? ` ${unit}` : ''}, limit ${limit}.` : '',
        };
      });
  };
}
