import type { DeskState } from '../contract/state';
import { count } from '../format/words';
import { isActive } from '../push/push';
import type { MarkName } from './marks';

/** What a room wants of somebody: a mark, how many there are (null: not counted), and the words for who cannot see it. */
export interface Need {
  readonly mark: MarkName;
  readonly count: number | null;
  readonly words: string;
}

/** Hosts that somebody should look at while no push explains them: not reached, failing, or on another release than their type. */
export function fleetNeeds(desk: DeskState): Need | null {
  const hosts = Object.values(desk.hosts).filter((host) => host.out === null);
  const gone = hosts.filter((host) => host.connection === 'lost' || host.connection === 'refused').length;
  if (gone) return { mark: 'unknown', count: gone, words: `${count(gone, 'host')} cannot be reached` };
  if (desk.push && isActive(desk.push.state)) return null;
  const off = hosts.filter((host) => host.linked !== null && host.linked !== desk.live.release).length;
  return off ? { mark: 'warn', count: off, words: `${count(off, 'host')} on another release` } : null;
}

/** A configuration file that cannot be used as it stands. */
export function settingsNeeds({ config }: DeskState): Need | null {
  const faults = config.faults.length;
  return faults ? { mark: 'warn', count: faults, words: `${count(faults, 'fault')} in the configuration` } : null;
}
