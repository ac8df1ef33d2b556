/** Labels of a series. Made without a prototype wherever Capstan makes them, so that `labels['constructor']` is what it looks like. */
export type Labels = Readonly<Record<string, string>>;

/** The label that holds the metric's name. */
export const NAME_LABEL = '__name__';

/** Its prototype has nothing in it, so nothing is inherited; unlike `Object.create(null)` it does not make V8 keep each as a hash table (4x slower). */
const Bare = function () {} as unknown as new () => Record<string, string>;
Bare.prototype = Object.create(null) as object;

/** An empty set of labels that inherits nothing. */
export function emptyLabels(): Record<string, string> {
  return new Bare();
}

/** Own label or the empty string: to Prometheus a missing label and an empty one are the same. */
export function labelOf(labels: Labels, name: string): string {
  return Object.hasOwn(labels, name) ? (labels[name] ?? '') : '';
}

/**
 * The canonical key of a series: equal for equal series whatever the order of their labels, different for different ones.
 * It reads as an exposition line does: `name{a="1",b="2"}`. Empty labels are left out, as they mean "not there"; a `__name__` among
 * the labels counts only when `name` is empty.
 */
export function seriesKey(name: string, labels: Labels): string {
  const metric = name === '' ? labelOf(labels, NAME_LABEL) : name;
  const keys = Object.keys(labels);
  if (keys.length > 1) keys.sort();
  let inside = '';
  for (const key of keys) {
    const value = labels[key] ?? '';
    if (value === '' || key === NAME_LABEL) continue;
    inside += `${inside === '' ? '' : ','}${isPlainLabel(key) ? key : quote(key)}=${quote(value)}`;
  }
  if (isPlainMetric(metric)) return inside === '' ? metric : `${metric}{${inside}}`;
  return inside === '' ? `{${quote(metric)}}` : `{${quote(metric)},${inside}}`;
}

const isPlainLabel = (name: string): boolean => /^[a-zA-Z_][a-zA-Z0-9_]*$/.test(name);
const isPlainMetric = (name: string): boolean => /^[a-zA-Z_:][a-zA-Z0-9_:]*$/.test(name);

/** Quotes a label value or a name for a page or an expression: backslash, quote and line feed are escaped. */
export function quote(text: string): string {
  return /[\\"\n]/.test(text) ? `"${text.replace(/\\/g, '\\\\').replace(/"/g, '\\"').replace(/\n/g, '\\n')}"` : `"${text}"`;
}
