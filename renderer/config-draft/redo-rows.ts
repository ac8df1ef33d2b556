import { again } from './edits';
import { textOf } from './plain';
import type { WorkingPanel, WorkingRow } from './working-types';

/**
 * What was made of the rows of a dashboard, made again of what they are meanwhile. Rows and panels are found by their titles. The order is the
 * one chosen here, where something was moved, and otherwise that of the file; what others added stays, what they took away is gone.
 */
export function redoRows(
  before: readonly WorkingRow[],
  mine: readonly WorkingRow[],
  fresh: readonly WorkingRow[],
): readonly WorkingRow[] {
  const was = byTitle(panelsOf(before));
  const is = byTitle(panelsOf(fresh));
  const keys = new Map([...was].map(([key, { from }]) => [String(from), key]));
  const keyOf = ({ from }: WorkingPanel) => keys.get(String(from)) ?? '';
  const edited = new Map(panelsOf(mine).map((panel) => [keyOf(panel), panel]));
  /** As it is then; none: somebody took it away. */
  const redone = (key: string): readonly WorkingPanel[] => {
    const now = is.get(key);
    const old = was.get(key);
    const panel = edited.get(key);
    if (!now) return [];
    if (!old) return [{ ...now, id: `f${now.id}` }];
    return panel ? [{ id: panel.id, from: now.from, value: again(old.value, panel.value, now.value) }] : [];
  };
  const rearranged = isRearranged(mine);
  return pairRows(before, mine, fresh, rearranged)
    .map(({ edit, now }): WorkingRow => {
      const old = edit?.from == null ? undefined : before[edit.from];
      const own = (edit?.panels ?? []).flatMap((panel) => (panel.from === null ? panel : rearranged ? redone(keyOf(panel)) : []));
      const inFile = [...is]
        .filter(([key, panel]) => now?.panels.includes(panel) && !(rearranged && was.has(key)))
        .flatMap(([key]) => redone(key));
      return {
        id: edit?.id ?? `f${now?.id}`,
        from: now?.from ?? null,
        value: edit && now && old ? again(old.value, edit.value, now.value) : ((now ?? edit)?.value ?? {}),
        panels: rearranged ? [...own, ...inFile] : [...inFile, ...own],
      };
    })
    .filter(({ panels }) => panels.length > 0);
}

const panelsOf = (rows: readonly WorkingRow[]) => rows.flatMap(({ panels }) => panels);

/** By title; of one title the second is another one than the first. */
function byTitle<T extends WorkingPanel | WorkingRow>(all: readonly T[]): ReadonlyMap<string, T> {
  const found = new Map<string, T>();
  for (const one of all) {
    const title = textOf(one.value['title']);
    let number = 1;
    while (found.has(`${number} ${title}`)) number += 1;
    found.set(`${number} ${title}`, one);
  }
  return found;
}

interface Pair {
  /** As it was edited here; undefined: not at all. */
  readonly edit: WorkingRow | undefined;
  /** As it stands in the file now; undefined: not any more, or not yet. */
  readonly now: WorkingRow | undefined;
}

function pairRows(
  before: readonly WorkingRow[],
  mine: readonly WorkingRow[],
  fresh: readonly WorkingRow[],
  rearranged: boolean,
): readonly Pair[] {
  const is = byTitle(fresh);
  const nowOf = new Map([...byTitle(before)].map(([key, { from }]) => [from, is.get(key)]));
  const own = mine.map((edit): Pair => ({ edit, now: edit.from === null ? undefined : nowOf.get(edit.from) }));
  const pairOf = (now: WorkingRow): Pair => own.find((pair) => pair.now === now) ?? { edit: undefined, now };
  return rearranged
    ? [...own, ...fresh.map(pairOf).filter(({ edit }) => !edit)]
    : [...fresh.map(pairOf), ...own.filter(({ now }) => !now)];
}

/** Whether something of the file stands in another order now, or in another row. */
function isRearranged(rows: readonly WorkingRow[]): boolean {
  const places = rows.flatMap((row) =>
    row.panels.flatMap(({ from }) => (from ? [{ row: row.from, old: from[0], place: from[1] }] : [])),
  );
  return places.some(({ row, old, place }, index) => {
    const left = places[index - 1];
    return row !== old || (left !== undefined && (old < left.old || (old === left.old && place < left.place)));
  });
}
