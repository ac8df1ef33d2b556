import type { TrendLine } from '../../../shared/contract/trends';
import type { DrawnLine } from './chart-data';

export type LegendColumn = 'name' | 'current' | 'average' | 'minimum' | 'maximum';

export interface LegendOrder {
  readonly by: LegendColumn;
  readonly down: boolean;
}

const valueOf: Readonly<Record<Exclude<LegendColumn, 'name'>, (line: TrendLine) => number | null>> = {
  current: (line) => line.current,
  average: (line) => line.average,
  minimum: (line) => line.minimum,
  maximum: (line) => line.maximum,
};

/** The next order when a head is pressed: numbers begin with the greatest, names with the first; a third press goes back to as given. */
export function nextOrder(order: LegendOrder | null, by: LegendColumn): LegendOrder | null {
  const first = by !== 'name';
  if (order?.by !== by) return { by, down: first };
  return order.down === first ? { by, down: !first } : null;
}

/** Lines in an order. What has no value comes last, whichever way. */
export function orderLines(lines: readonly DrawnLine[], order: LegendOrder | null): readonly DrawnLine[] {
  if (!order) return lines;
  const way = order.down ? -1 : 1;
  if (order.by === 'name')
    return lines.toSorted((a, b) => way * a.line.name.localeCompare(b.line.name, 'en', { numeric: true }) || a.index - b.index);
  const of = valueOf[order.by];
  return lines.toSorted((a, b) => {
    const [x, y] = [of(a.line), of(b.line)];
    if (x === null || y === null) return Number(x === null) - Number(y === null);
    return way * (x - y) || a.index - b.index;
  });
}
