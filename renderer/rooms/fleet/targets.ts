import type { DeskState } from '../../../shared/contract/state';
import { count, short } from '../../../shared/format/words';
import { isActive } from '../../../shared/push/push';
import { isRelease } from '../../../shared/push/release';
import type { HostRow } from './host-rows';

/** An act on hosts as it would be done now. */
export interface Target {
  readonly hosts: readonly string[];
  readonly label: string;
  /** Why it cannot be done; null: it can. */
  readonly whyNot: string | null;
}

export interface Targets {
  readonly converge: Target;
  readonly takeOut: Target;
  readonly putBack: Target;
  readonly prune: Target;
  readonly doctor: Target;
}

/** `www-004`, or `12 hosts`. */
export const hostsInWords = (hosts: readonly string[]): string =>
  hosts.length === 1 ? (hosts[0] ?? '') : count(hosts.length, 'host');

/**
 * What the acts would do to the chosen hosts. With none chosen, converging means every host that drifts, and examining means all;
 * the others want to be told which.
 */
export function targetsOf(
  desk: Pick<DeskState, 'push' | 'recent' | 'lock'>,
  rows: readonly HostRow[],
  chosen: ReadonlySet<string>,
): Targets {
  const picked = rows.filter((row) => chosen.has(row.id));
  const none = picked.length === 0 ? 'no host is chosen' : null;
  const active = desk.push !== null && isActive(desk.push.state);
  const underWay = active ? `${desk.push.id} is under way` : null;
  const kept = desk.lock.kind === 'kept' ? `${desk.lock.by ?? 'somebody'} holds the push lock: ${desk.lock.reason ?? ''}` : null;
  const ids = (of: readonly HostRow[]) => of.map((row) => row.id);

  const release = desk.recent.find((push) => push.state === 'done')?.release ?? null;
  const off = (none === null ? picked : rows).filter(
    ({ view }) =>
      view.out === null &&
      (view.linked !== release || (view.running !== null && release !== null && !isRelease(view.running, release))) &&
      (none === null || view.linked !== null),
  );
  const onIt = none === null ? `${picked.length === 1 ? 'it is' : 'they are'} on it already, or out of service` : 'no host drifts';
  const inService = picked.filter(({ view }) => view.out === null);
  const out = picked.filter(({ view }) => view.out !== null);
  const of = (hosts: readonly string[], without: string) => (hosts.length > 0 ? hostsInWords(hosts) : without);

  return {
    converge: {
      hosts: ids(off),
      label: release === null ? 'Bring hosts to the live release' : `Bring ${of(ids(off), 'hosts')} to ${short(release)}`,
      whyNot: underWay ?? (release === null ? 'no push of this desk is live' : off.length === 0 ? onIt : kept),
    },
    takeOut: {
      hosts: ids(inService),
      label: `Take ${of(ids(inService), 'hosts')} out of service…`,
      whyNot: none ?? (inService.length === 0 ? 'out of service already' : null),
    },
    putBack: {
      hosts: ids(out),
      label: `Put ${of(ids(out), 'hosts')} back into service`,
      whyNot: none ?? (out.length === 0 ? 'in service already' : null),
    },
    prune: {
      hosts: ids(picked),
      label: `Remove old releases from ${of(ids(picked), 'hosts')}`,
      whyNot: underWay ?? none ?? kept,
    },
    doctor: {
      hosts: ids(none === null ? picked : rows),
      label: `Examine ${none === null ? hostsInWords(ids(picked)) : `all ${count(rows.length, 'host')}`}`,
      whyNot: rows.length === 0 ? 'there are no hosts' : null,
    },
  };
}
