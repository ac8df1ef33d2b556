import type { Plain, SettingsEdit } from '../../shared/contract/settings';
import { again, editsOfGroup, editsOfList } from './edits';
import { isGroup, isList, textOf, type Group, type Place } from './plain';
import { redoRows } from './redo-rows';
import type { WorkingDashboard, WorkingPanel, WorkingRow } from './working-types';

export const nameOfDashboard = ({ value }: WorkingDashboard): string => textOf(value['name']);

/** The dashboards of a file; null: they are written in another way than can be edited here. */
export function beginDashboards(list: Plain | undefined): readonly WorkingDashboard[] | null {
  return groupsOf(list, (value, from): WorkingDashboard | null => {
    const rows = groupsOf(value['rows'], (row, at): WorkingRow | null => {
      const panels = groupsOf(row['panels'], (panel, place): WorkingPanel => {
        return { id: `d${from}r${at}p${place}`, from: [at, place], value: panel };
      });
      return panels && { id: `d${from}r${at}`, from: at, value: without(row, 'panels'), panels };
    });
    return rows && { id: `d${from}`, from, value: without(value, 'rows'), rows };
  });
}

/** Each group of a list as something else; null: there is no such list, or one of them cannot be. */
function groupsOf<T>(list: Plain | undefined, make: (value: Group, index: number) => T | null): readonly T[] | null {
  const all = list ?? [];
  if (!isList(all) || !all.every(isGroup)) return null;
  const made = all.map(make).filter((one) => one !== null);
  return made.length === all.length ? made : null;
}

const without = (group: Group, key: string): Group => Object.fromEntries(Object.entries(group).filter(([name]) => name !== key));

const plainRow = ({ value, panels }: WorkingRow): Plain => ({ ...value, panels: panels.map((panel) => panel.value) });
const plainDashboard = ({ value, rows }: WorkingDashboard): Plain => ({ ...value, rows: rows.map(plainRow) });

/** Whether somebody would see a difference between two of them. */
export const isChanged = (before: WorkingDashboard, now: WorkingDashboard): boolean => editsOfDashboard([], before, now).length > 0;

/**
 * What makes the dashboards of the file what was edited. Each panel is edited key by key where it stands in the file, and only then moved, so that
 * it takes its lines and comments along.
 */
export function dashboardEdits(before: readonly WorkingDashboard[], now: readonly WorkingDashboard[]): SettingsEdit[] {
  const edits = now.flatMap((dashboard) => {
    const old = dashboard.from === null ? undefined : before[dashboard.from];
    return old ? editsOfDashboard(['dashboards', old.from ?? 0], old, dashboard) : [];
  });
  if (before.length > 0 && now.length === 0) return [{ path: ['dashboards'], remove: true }];
  const list = now.map((one) => ({ from: one.from, value: plainDashboard(one) }));
  return [...edits, ...editsOfList(['dashboards'], before.length, list)];
}

function editsOfDashboard(path: Place, before: WorkingDashboard, now: WorkingDashboard): SettingsEdit[] {
  const edits = editsOfGroup(path, before.value, now.value);
  for (const { from, value } of now.rows.flatMap((row) => row.panels)) {
    const old = from && before.rows[from[0]]?.panels[from[1]];
    if (old) edits.push(...editsOfGroup([...path, 'rows', from[0], 'panels', from[1]], old.value, value));
  }
  for (const { from, value, panels } of now.rows) {
    const old = from === null ? undefined : before.rows[from];
    if (from === null || !old) continue;
    edits.push(...editsOfGroup([...path, 'rows', from], old.value, value));
    // One that comes from another row is a new one here.
    const list = panels.map((one) => ({ from: one.from?.[0] === from ? one.from[1] : null, value: one.value }));
    edits.push(...editsOfList([...path, 'rows', from, 'panels'], old.panels.length, list));
  }
  const rows = now.rows.map((row) => ({ from: row.from, value: plainRow(row) }));
  return [...edits, ...editsOfList([...path, 'rows'], before.rows.length, rows)];
}

/**
 * Makes the same edits on a file that has changed meanwhile. Dashboards are found again by their names, panels by their titles; what others added
 * stays, and what they took away is gone.
 */
export function redoDashboards(
  before: readonly WorkingDashboard[],
  mine: readonly WorkingDashboard[],
  fresh: readonly WorkingDashboard[],
): readonly WorkingDashboard[] {
  const kept = fresh.flatMap((now): WorkingDashboard[] => {
    const old = before.find((one) => nameOfDashboard(one) === nameOfDashboard(now));
    if (!old) return [{ ...now, id: `f${now.id}` }];
    const edited = mine.find(({ from }) => from === old.from);
    // Taken away by whoever edits here.
    if (!edited) return [];
    return [
      {
        id: edited.id,
        from: now.from,
        value: again(old.value, edited.value, now.value),
        rows: redoRows(old.rows, edited.rows, now.rows),
      },
    ];
  });
  return [...kept, ...mine.filter(({ from }) => from === null)];
}
