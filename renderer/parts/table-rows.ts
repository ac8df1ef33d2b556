/** What a column is sorted by. Null: the row has no such value. */
export type SortValue = number | string | null;

/** The column a table is sorted by, and which way. */
export interface Order {
  readonly by: string;
  readonly down: boolean;
}

const inOrder = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/** The rows whose text holds every word of the filter, in any order and case. No words: all of them. */
export function filterRows<Row>(rows: readonly Row[], filter: string, textOf: (row: Row) => string): readonly Row[] {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  if (!words.length) return rows;
  return rows.filter((row) => {
    const text = textOf(row).toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/**
 * Rows in the order of a value: numbers by size, words as people read them (`www-9` before `www-10`). A row without a value comes last
 * whichever way, and rows that are equal keep their places.
 */
export function sortRows<Row>(rows: readonly Row[], valueOf: (row: Row) => SortValue, down: boolean): readonly Row[] {
  const keyed = rows.map((row) => ({ row, value: known(valueOf(row)) }));
  keyed.sort((a, b) => {
    if (a.value === null || b.value === null) return Number(a.value === null) - Number(b.value === null);
    return compare(a.value, b.value) * (down ? -1 : 1);
  });
  return keyed.map(({ row }) => row);
}

const known = (value: SortValue): SortValue => (typeof value === 'number' && Number.isNaN(value) ? null : value);

function compare(a: number | string, b: number | string): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return inOrder.compare(String(a), String(b));
}
