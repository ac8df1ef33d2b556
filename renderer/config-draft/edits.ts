import type { Plain, SettingsEdit } from '../../shared/contract/settings';
import { same, type Group, type Place } from './plain';

/** What makes one group another, key by key, so that little of the file is touched. */
export function editsOfGroup(path: Place, before: Group, now: Group): SettingsEdit[] {
  const sets = Object.entries(now).flatMap(([key, value]) => (same(before[key], value) ? [] : [{ path: [...path, key], value }]));
  const gone = Object.keys(before).flatMap((key) =>
    Object.hasOwn(now, key) ? [] : [{ path: [...path, key], remove: true as const }],
  );
  return [...sets, ...gone];
}

/**
 * What makes a list of the file (so long) another one. `from`: which one of it an item was; null: a new one. New ones come first, at the end, then
 * those go that are gone, so that the list is never empty in between; only then, where it has to be, all are told in their order. Told at once, a
 * new item could be taken for one that goes, and inherit its comments.
 */
export function editsOfList(
  path: Place,
  length: number,
  now: readonly { readonly from: number | null; readonly value: Plain }[],
): SettingsEdit[] {
  const whole = { path, value: now.map(({ value }) => value) };
  if (length === 0 || now.length === 0) return length === now.length ? [] : [whole];
  const added = now.filter(({ from }) => from === null);
  const kept = now.flatMap(({ from }) => from ?? []);
  const gone = Array.from({ length }, (_, index) => index).filter((index) => !kept.includes(index));
  const edits: SettingsEdit[] = [
    ...added.map(({ value }, index) => ({ path: [...path, length + index], value })),
    ...gone.toReversed().map((index) => ({ path: [...path, index], remove: true as const })),
  ];
  const made = [...kept.toSorted((a, b) => a - b), ...added.map(() => null)];
  return now.every(({ from }, index) => from === made[index]) ? edits : [...edits, whole];
}

/** What was changed from `before` to `mine`, done to `fresh`. */
export function again(before: Group, mine: Group, fresh: Group): Group {
  const made: Record<string, Plain> = { ...fresh };
  for (const [key, value] of Object.entries(mine)) if (!same(before[key], value)) made[key] = value;
  const gone = Object.keys(before).filter((key) => !Object.hasOwn(mine, key));
  return Object.fromEntries(Object.entries(made).filter(([key]) => !gone.includes(key)));
}
