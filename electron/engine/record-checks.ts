import type { DeskState } from '../../shared/contract/state';
import { createGaugeChecks } from '../../shared/desk/gauge-checks';
import type { CheckSight } from '../../shared/desk/notices';
import type { Clock } from './clock';
import type { History } from './history/history';

/**
 * Remembers when a check certainly stands otherwise than before, from one state of the desk to the next: for a soft state it is too early. A check
 * that is well when it is first seen is no change; how it stood before the engine was started is read from the history.
 */
export function createCheckRecorder(history: Pick<History, 'checks'>, clock: Clock): (state: DeskState) => void {
  const checks = createGaugeChecks();
  const known = new Map(history.checks.newest().map((one) => [keyOf(one), one.state]));
  return (state) => {
    for (const check of checks(state)) {
      if (!isCertain(check)) continue;
      const key = keyOf(check);
      if ((known.get(key) ?? 'OK') === check.state) continue;
      known.set(key, check.state);
      history.checks.add({ at: clock(), name: check.name, host: check.host, state: check.state, said: check.said });
    }
  };
}

/** To be well needs no second look; nor is what cannot be read a state of what is checked. */
const isCertain = ({ state, certainty }: CheckSight): boolean => state === 'OK' || (state !== 'UNKNOWN' && certainty === 'hard');

const keyOf = ({ name, host }: Pick<CheckSight, 'name' | 'host'>): string => JSON.stringify([name, host]);
