import { formatGoFloat } from '../../shared/series/go-float';
import type { NodePage } from './node-page';

/** Turns the values of a made-up page into its text, as an exporter writes it: families together, each with its HELP and TYPE. */
export function makePageText(page: NodePage): (values: Float64Array) => string {
  const order = [...page.series.keys()].sort((a, b) => {
    const [left = '', right = ''] = [page.series[a]?.name, page.series[b]?.name];
    return left < right ? -1 : left > right ? 1 : a - b;
  });
  let family = '';
  const parts = order.map((place) => {
    const { name = '', labels = {} } = page.series[place] ?? {};
    const pairs = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
    const isNew = name !== family;
    family = name;
    const type = name.endsWith('_total') ? 'counter' : 'gauge';
    const head = isNew ? `# HELP ${name} Made up, in the shares of a real page.\n# TYPE ${name} ${type}\n` : '';
    return { place, before: `${head}${name}${pairs.length > 0 ? `{${pairs.join(',')}}` : ''} ` };
  });
  return (values) => {
    let text = '';
    for (const { place, before } of parts) text += `${before}${written(values[place] ?? NaN)}\n`;
    return text;
  };
}

/** The shortest text that reads back as the same number; Go's spelling where it differs. */
function written(value: number): string {
  return Number.isFinite(value) ? String(value) : formatGoFloat(value);
}
