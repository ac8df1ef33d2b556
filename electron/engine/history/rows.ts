import Database from 'better-sqlite3';

/** Hears of a row that cannot be read, and is left out. */
export type Lost = (row: string) => void;

/** What `read` makes of a row; null where its content makes no sense, which is told as `row`. */
export function readable<Read>(row: string, lost: Lost, read: () => Read): Read | null {
  try {
    return read();
  } catch (error) {
    // That is the file's trouble, not this row's.
    if (error instanceof Database.SqliteError) throw error;
    lost(row);
    return null;
  }
}

/** Reads JSON that has to be an object with these keys. Throws where it is not. */
export function objectOf<Read extends object>(text: string, ...keys: readonly (keyof Read & string)[]): Read {
  const value: unknown = JSON.parse(text);
  if (typeof value !== 'object' || value === null) throw new TypeError('It is no object.');
  for (const key of keys) if (!Object.hasOwn(value, key)) throw new TypeError(`It has no ${key}.`);
  return value as Read;
}
