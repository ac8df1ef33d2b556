import { labelOf, NAME_LABEL, seriesKey, type Labels } from '../series/series-key';

/** A query with what its lines are made of. */
export interface NamedQuery {
  readonly metric: string;
  readonly legend: string | null;
  readonly lines: readonly { readonly labels: Labels }[];
}

/**
 * Names of the lines of a panel, query by query: the legend with `{label}` filled in, or else the values of the labels in which the lines of the
 * query differ. Where two would be the same, labels are added.
 */
export function lineNames(queries: readonly NamedQuery[]): string[][] {
  const several = queries.length > 1;
  const names = queries.map(({ metric, legend, lines }) => {
    if (legend !== null) return lines.map(({ labels }) => filled(legend, labels));
    const differ = differing(lines.map(({ labels }) => labels));
    const whole = metric.replace(/\s+/g, ' ').trim();
    return lines.map(({ labels }) => {
      const own = differ.map((label) => labelOf(labels, label)).filter((value) => value !== '');
      if (own.length === 0) return labelOf(labels, NAME_LABEL) || Object.values(labels).filter(Boolean).join(', ') || whole;
      return several ? `${labelOf(labels, NAME_LABEL) || whole}: ${own.join(', ')}` : own.join(', ');
    });
  });
  const counts = new Map<string, number>();
  for (const name of names.flat()) counts.set(name, (counts.get(name) ?? 0) + 1);
  return names.map((own, at) =>
    own.map((name, line) => {
      if (counts.get(name) === 1) return name;
      const key = seriesKey('', queries[at]?.lines[line]?.labels ?? {}).replace(/^\{"",?/, '{');
      return key === '{}' || key === '{"}' ? `${name} (${queries[at]?.metric ?? ''})` : `${name} ${key}`;
    }),
  );
}

/** A legend with `{label}` filled in; a label that is not there is left out. */
function filled(legend: string, labels: Labels): string {
  return legend.replaceAll(/\{\{?\s*([\w.]+)\s*\}?\}/g, (_, label: string) => labelOf(labels, label)).trim();
}

/** Labels that are not the same on all, the host first. */
function differing(all: readonly Labels[]): string[] {
  const names = new Set(all.flatMap((labels) => Object.keys(labels)));
  const found = [...names].filter((name) => new Set(all.map((labels) => labelOf(labels, name))).size > 1);
  const rank = (name: string) => (name === NAME_LABEL ? 0 : name === 'type' ? 1 : name === 'host' ? 2 : 3);
  return found.sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
}
