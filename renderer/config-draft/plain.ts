import type { Plain } from '../../shared/contract/settings';

export type Group = Readonly<Record<string, Plain>>;
export type Place = readonly (string | number)[];

export const isList = (value: Plain | undefined): value is readonly Plain[] => Array.isArray(value);
export const isGroup = (value: Plain | undefined): value is Group => typeof value === 'object' && value !== null && !isList(value);

/** Whether two values say the same, whatever the order of their keys. */
export function same(a: Plain | undefined, b: Plain | undefined): boolean {
  if (Object.is(a, b)) return true;
  if (isList(a) && isList(b)) return a.length === b.length && a.every((item, index) => same(item, b[index]));
  if (!isGroup(a) || !isGroup(b)) return false;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && same(a[key], b[key]));
}

/** What stands at a path of keys; undefined: nothing. */
export function fieldOf(group: Group, path: readonly string[]): Plain | undefined {
  return path.reduce<Plain | undefined>((at, key) => (isGroup(at) && Object.hasOwn(at, key) ? at[key] : undefined), group);
}

/** The group with another value there; undefined takes it away, and with it the groups that would be left empty. */
export function withField(group: Group, path: readonly string[], value: Plain | undefined): Group {
  const [key, ...rest] = path;
  if (key === undefined) return group;
  const inner = isGroup(group[key]) ? group[key] : {};
  const next = rest.length === 0 ? value : withField(inner, rest, value);
  const gone = next === undefined || (rest.length > 0 && isGroup(next) && Object.keys(next).length === 0);
  if (!gone) return { ...group, [key]: next };
  return Object.fromEntries(Object.entries(group).filter(([name]) => name !== key));
}

/** A value as it stands in a field; a list with commas. */
export function textOf(value: Plain | undefined): string {
  if (value === undefined || value === null) return '';
  if (isList(value) && value.every((item) => typeof item !== 'object')) return value.join(', ');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** What was typed, as it goes into the file: nothing where the field is empty, a number where it is written as one. */
export function typed(text: string): Plain | undefined {
  if (text.trim() === '') return undefined;
  return text !== '' && String(Number(text)) === text && Number.isFinite(Number(text)) ? Number(text) : text;
}
