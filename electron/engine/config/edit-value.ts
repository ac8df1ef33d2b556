import type { Plain, SettingsEdit } from '../../../shared/contract/settings';

type Group = Readonly<Record<string, Plain>>;

const isList = (value: Plain | undefined): value is readonly Plain[] => Array.isArray(value);

const isGroup = (value: Plain | undefined): value is Group => typeof value === 'object' && value !== null && !isList(value);

/**
 * Plain data with one edit made; null: there is no such place (a name in a list, a place inside a word, an index beyond the end).
 * Groups on the way that are missing are made. Taking away what is not there changes nothing.
 */
export function editValue(value: Plain, edit: SettingsEdit): { readonly value: Plain } | null {
  const made = at(value, edit.path, edit);
  return made === null || made.value === undefined ? null : { value: made.value };
}

/** `value: undefined` says that it is gone. */
function at(
  value: Plain | undefined,
  path: SettingsEdit['path'],
  edit: SettingsEdit,
): { readonly value: Plain | undefined } | null {
  const [step, ...rest] = path;
  if (step === undefined) return { value: 'remove' in edit ? undefined : edit.value };
  const gone = 'remove' in edit && (value === undefined || value === null);
  if (gone) return { value };
  return typeof step === 'number' ? inList(value ?? [], step, rest, edit) : inGroup(value ?? {}, step, rest, edit);
}

function inList(value: Plain, index: number, rest: SettingsEdit['path'], edit: SettingsEdit): { readonly value: Plain } | null {
  if (!isList(value) || index > value.length) return null;
  const made = at(value[index], rest, edit);
  if (made === null) return null;
  const before = value.slice(0, index);
  const after = value.slice(index + 1);
  return { value: made.value === undefined ? [...before, ...after] : [...before, made.value, ...after] };
}

function inGroup(value: Plain, key: string, rest: SettingsEdit['path'], edit: SettingsEdit): { readonly value: Plain } | null {
  // Such a key would not be a key but another prototype.
  if (!isGroup(value) || key === '__proto__' || key === '') return null;
  const own = Object.hasOwn(value, key) ? value[key] : undefined;
  const made = at(own, rest, edit);
  if (made === null) return null;
  if (made.value !== undefined) return { value: { ...value, [key]: made.value } };
  return { value: Object.fromEntries(Object.entries(value).filter(([name]) => name !== key)) };
}

/** What stands at a place; undefined: nothing. */
export function valueAt(value: Plain, path: SettingsEdit['path']): Plain | undefined {
  let found: Plain | undefined = value;
  for (const step of path) {
    if (typeof step === 'number') found = isList(found) ? found[step] : undefined;
    else found = isGroup(found) && Object.hasOwn(found, step) ? found[step] : undefined;
  }
  return found;
}

export { isGroup, isList };
