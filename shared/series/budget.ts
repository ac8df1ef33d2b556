import { NAME_LABEL, type Labels } from './series-key';

/** Why series of a target were refused: the label that has the most values among them is the one that exploded. */
export interface Refusals {
  /** Different series that were refused, as far as they were counted. */
  readonly series: number;
  /** Not all were counted: there are at least so many series and values. */
  readonly isCut: boolean;
  /** The label that exploded; null: none was refused, or no label has more than one value among them. */
  readonly label: string | null;
  /** How many different values it has among the refused. */
  readonly values: number;
  /** Its values with how many refused series have each, most first. */
  readonly examples: readonly { readonly value: string; readonly series: number }[];
}

/** So many refused series of a target are told apart: enough to name the label. */
export const mostCounted = 5000;

/** How many series may still be added to those there are: existing ones stay, whatever the budget. */
export function roomFor(existing: number, budget: number): number {
  return Math.max(0, budget - existing);
}

/** Names the label that exploded: none of the target's `own`, which its pages do not choose. `examples` is how many of its values to show. */
export function explain(
  refused: readonly Labels[],
  { own = [], examples = 5 }: { readonly own?: readonly string[]; readonly examples?: number } = {},
): Refusals {
  const values = new Map<string, Map<string, number>>();
  for (const labels of refused) {
    for (const [label, value] of Object.entries(labels)) {
      if (label === NAME_LABEL || value === '' || own.includes(label)) continue;
      const counts = values.get(label) ?? new Map<string, number>();
      counts.set(value, (counts.get(value) ?? 0) + 1);
      values.set(label, counts);
    }
  }
  let label: string | null = null;
  let most = 1;
  for (const [name, { size }] of values) {
    if (size <= most) continue;
    label = name;
    most = size;
  }
  const found = label === null ? null : (values.get(label) ?? null);
  return {
    series: refused.length,
    isCut: refused.length >= mostCounted,
    label,
    values: found?.size ?? 0,
    examples: [...(found ?? [])]
      .sort(([left, a], [right, b]) => b - a || (left < right ? -1 : 1))
      .slice(0, examples)
      .map(([value, series]) => ({ value, series })),
  };
}
