import type { RangeValues, Value } from '../../shared/series/expression';
import { seriesKey } from '../../shared/series/expression';
import type { Labels } from '../../shared/series/series-key';
import { table } from './output';

/** Beyond this many series a column for each would not fit a terminal. */
const MOST_COLUMNS = 4;

/** The result of a query at one time: one line a series. */
export function valuesTable(values: readonly Value[]): string {
  if (values.length === 0) return 'No data.';
  return table(
    [{ head: 'Series' }, { head: 'Value', right: true }],
    values.map(({ labels, value }) => [nameOf(labels), written(value)]),
  );
}

/** The result of a query over a range: a line for each time and a column for each of a few series, a line for each value of many. Times in UTC. */
export function rangeTable(series: readonly RangeValues[]): string {
  if (series.length === 0) return 'No data.';
  if (series.length > MOST_COLUMNS) {
    const lines = series.flatMap(({ labels, times, values }) => {
      const name = nameOf(labels);
      return Array.from(times, (t, i) => [name, timeOf(t), written(values[i] ?? NaN)]);
    });
    return table([{ head: 'Series' }, { head: 'Time' }, { head: 'Value', right: true }], lines);
  }
  const columns = series.map(({ times, values }) => new Map(Array.from(times, (t, i) => [t, values[i] ?? NaN])));
  const times = [...new Set(columns.flatMap((column) => [...column.keys()]))].sort((a, b) => a - b);
  return table(
    [{ head: 'Time' }, ...series.map(({ labels }) => ({ head: nameOf(labels), right: true }))],
    times.map((t) => [timeOf(t), ...columns.map((column) => (column.has(t) ? written(column.get(t) ?? NaN) : ''))]),
  );
}

/** One JSON value for programs: numbers that JSON does not have are strings, as in Prometheus' HTTP API; times in ms. */
export function valuesJson(values: readonly Value[]): unknown {
  return values.map(({ labels, value }) => ({ labels: { ...labels }, value: jsonOf(value) }));
}

export function rangeJson(series: readonly RangeValues[]): unknown {
  return series.map(({ labels, times, values }) => ({
    labels: { ...labels },
    values: Array.from(times, (t, i) => [t, jsonOf(values[i] ?? NaN)]),
  }));
}

const nameOf = (labels: Labels): string => (Object.keys(labels).length === 0 ? '{}' : seriesKey('', labels).replace(/^\{"",/, '{'));
const timeOf = (t: number): string =>
  new Date(t)
    .toISOString()
    .replace('T', ' ')
    .replace(/(\.000)?Z$/, '');
const written = (value: number): string =>
  Number.isNaN(value) ? 'NaN' : Number.isFinite(value) ? String(value) : value > 0 ? '+Inf' : '-Inf';
const jsonOf = (value: number): number | string => (Number.isFinite(value) ? value : written(value));
