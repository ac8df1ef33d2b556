import type { Dashboard } from '../../../../shared/contract/trends';
import type { Group } from '../../../config-draft/plain';
import type { WorkingDashboard, WorkingPanel, WorkingRow } from '../../../config-draft/working-types';
import { plainPanel } from './panel-plain';

type Dashboards = readonly WorkingDashboard[];

const fresh = (): string => `n${crypto.randomUUID()}`;

/** A dashboard of one's own, so far without panels. */
export const newDashboard = (name: string): WorkingDashboard => ({ id: fresh(), from: null, value: { name }, rows: [] });

/** A generated dashboard as one of one's own. */
export const copyOf = ({ rows }: Dashboard, name: string): WorkingDashboard => ({
  ...newDashboard(name),
  rows: rows.map(({ title, panels }) => ({
    ...newRow(title ?? ''),
    panels: panels.map(({ id: _id, ...panel }) => newPanel(plainPanel(panel))),
  })),
});

const newRow = (title: string): WorkingRow => ({
  id: fresh(),
  from: null,
  value: title.trim() === '' ? {} : { title: title.trim() },
  panels: [],
});

const newPanel = (value: Group): WorkingPanel => ({ id: fresh(), from: null, value });

const inDashboard = (all: Dashboards, id: string, make: (one: WorkingDashboard) => WorkingDashboard): Dashboards =>
  all.map((one) => (one.id === id ? make(one) : one));

/** The dashboards with one under another name. */
export const renamed = (all: Dashboards, id: string, name: string): Dashboards =>
  inDashboard(all, id, (one) => ({ ...one, value: { ...one.value, name } }));

/** The dashboards with the row of a panel under another title; '': under none. */
export const withRowTitle = (all: Dashboards, dashboard: string, panel: WorkingPanel, title: string): Dashboards =>
  inDashboard(all, dashboard, (one) => ({
    ...one,
    rows: one.rows.map((row) => {
      if (!row.panels.includes(panel)) return row;
      const { title: _before, ...rest } = row.value;
      return { ...row, value: title === '' ? rest : { ...row.value, title } };
    }),
  }));

/** Where a panel is to stand: in a row, before another panel or (null) at its end; or in a new row below the others. */
export type PanelPlace = { readonly row: string; readonly before: string | null } | { readonly newRow: string };

/** Where a panel stands now; null: on no row of it. */
export function placeOf({ rows }: WorkingDashboard, panel: WorkingPanel): PanelPlace | null {
  const row = rows.find(({ panels }) => panels.includes(panel));
  return row ? { row: row.id, before: row.panels[row.panels.indexOf(panel) + 1]?.id ?? null } : null;
}

/** The dashboards with a panel more. */
export function withPanel(all: Dashboards, dashboard: string, value: Group, place: PanelPlace): Dashboards {
  return inDashboard(all, dashboard, (one) => ({ ...one, rows: put(one.rows, newPanel(value), place) }));
}

/** The dashboards with a panel changed, and moved where it is to stand elsewhere. A row that it leaves empty goes. */
export function changedPanel(all: Dashboards, dashboard: string, panel: WorkingPanel, value: Group, place: PanelPlace): Dashboards {
  return inDashboard(all, dashboard, (one) => ({
    ...one,
    rows: withoutEmpty(put(takenOut(one.rows, panel), { ...panel, value }, place)),
  }));
}

/** The dashboards with a panel less; a row that it leaves empty goes with it. */
export const withoutPanel = (all: Dashboards, dashboard: string, panel: WorkingPanel): Dashboards =>
  inDashboard(all, dashboard, (one) => ({
    ...one,
    rows: withoutEmpty(takenOut(one.rows, panel)),
  }));

export const panelMoves = ['earlier', 'later', 'up', 'down'] as const;
export type PanelMove = (typeof panelMoves)[number];

/** Why a panel cannot be moved so; null: it can. */
export function whyNotMoved({ rows }: WorkingDashboard, panel: WorkingPanel, move: PanelMove): string | null {
  const at = rows.findIndex(({ panels }) => panels.includes(panel));
  const row = rows[at]?.panels ?? [];
  const isAlone = row.length === 1;
  if (move === 'earlier') return row[0] === panel ? 'it is the first of its row' : null;
  if (move === 'later') return row.at(-1) === panel ? 'it is the last of its row' : null;
  if (!isAlone) return null;
  if (move === 'up') return at === 0 ? 'it has the first row for itself' : null;
  return at === rows.length - 1 ? 'it has the last row for itself' : null;
}

/**
 * The dashboards with a panel at another place: one on within its row, or at the end of the row above or below. Beyond the first and the last
 * row it gets a new one.
 */
export function movedPanel(all: Dashboards, dashboard: string, panel: WorkingPanel, move: PanelMove): Dashboards {
  return inDashboard(all, dashboard, (one) => {
    if (whyNotMoved(one, panel, move) !== null) return one;
    const at = one.rows.findIndex(({ panels }) => panels.includes(panel));
    const row = one.rows[at];
    const left = takenOut(one.rows, panel);
    if (row && (move === 'earlier' || move === 'later')) {
      const others = left[at]?.panels ?? [];
      const behind = others[row.panels.indexOf(panel) + (move === 'earlier' ? -1 : 1)];
      return { ...one, rows: put(left, panel, { row: row.id, before: behind?.id ?? null }) };
    }
    const to = left[move === 'up' ? at - 1 : at + 1];
    if (to) return { ...one, rows: withoutEmpty(put(left, panel, { row: to.id, before: null })) };
    const own = { ...newRow(''), panels: [panel] };
    return { ...one, rows: withoutEmpty(move === 'up' ? [own, ...left] : [...left, own]) };
  });
}

const takenOut = (rows: readonly WorkingRow[], panel: WorkingPanel): readonly WorkingRow[] =>
  rows.map((row) => ({ ...row, panels: row.panels.filter(({ id }) => id !== panel.id) }));

function put(rows: readonly WorkingRow[], panel: WorkingPanel, place: PanelPlace): readonly WorkingRow[] {
  if ('newRow' in place) return [...rows, { ...newRow(place.newRow), panels: [panel] }];
  return rows.map((row) => {
    if (row.id !== place.row) return row;
    const at = row.panels.findIndex(({ id }) => id === place.before);
    return { ...row, panels: at < 0 ? [...row.panels, panel] : row.panels.toSpliced(at, 0, panel) };
  });
}

const withoutEmpty = (rows: readonly WorkingRow[]): readonly WorkingRow[] => rows.filter(({ panels }) => panels.length > 0);

/** A name for a copy of a generated dashboard: what it is about, with a number where that is taken. */
export function nameForCopy({ id }: Dashboard, isTaken: (name: string) => boolean): string {
  const base = id.replace(/^hosts-/, '').replaceAll(/[^A-Za-z0-9 ._-]/g, '') || 'hosts';
  let name = base;
  for (let number = 2; isTaken(name); number++) name = `${base} ${number}`;
  return name;
}
