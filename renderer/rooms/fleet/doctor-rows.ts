import type { DoctorRow, SourceRow } from '../../../shared/contract/state';
import type { MarkName } from '../../../shared/desk/marks';

/** One check of one host, or of a source of metrics. */
export interface CheckRow {
  readonly id: string;
  readonly of: string;
  readonly check: string;
  readonly state: DoctorRow['checks'][number]['state'];
  readonly said: string;
  readonly todo: string;
}

const order = ['critical', 'unknown', 'warning', 'ok'] as const;

export const checkMarks: Readonly<Record<CheckRow['state'], MarkName>> = {
  critical: 'crit',
  unknown: 'unknown',
  warning: 'warn',
  ok: 'ok',
};

/**
 * The checks of examined hosts and sources in one list, worst first, then in their order. `all`: also those with nothing to do. A check that
 * could not be made because the host was not reached says nothing of its own, and is not a row beside the one that does.
 */
export function checkRows(rows: readonly DoctorRow[], sources: readonly SourceRow[], all: boolean): readonly CheckRow[] {
  const ofHosts = rows.flatMap(({ host, checks }) =>
    checks
      .filter((check) => all || (check.state !== 'ok' && check.said !== 'not reached'))
      .map(({ name, state, said, todo }) => ({ id: `${host} ${name}`, of: host, check: name, state, said, todo: todo ?? '' })),
  );
  const ofSources = sources
    .filter(({ state }) => all || state !== 'ok')
    .map(({ source, by, state, said, todo }) => ({ id: `source ${source}`, of: source, check: by, state, said, todo: todo ?? '' }));
  return [...ofHosts, ...ofSources].toSorted((a, b) => order.indexOf(a.state) - order.indexOf(b.state));
}

/** How many hosts have nothing to be done. */
export const wellHosts = (rows: readonly DoctorRow[]): number =>
  rows.filter((row) => row.checks.every((check) => check.state === 'ok')).length;
