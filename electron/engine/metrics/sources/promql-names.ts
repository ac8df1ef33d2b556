import { dataOf, isRecord } from './promql-answer';
import { quoted } from './sample';
import { SourceFault } from './source';

/** What a server knows about a metric. */
export interface MetricAbout {
  readonly type: string;
  readonly help: string;
  readonly unit: string;
}

const mostTexts = 50_000;

/** Reads an answer that is a list of words: names of metrics or labels, values of a label. Throws QueryRefused or SourceFault. */
export function readTexts(body: unknown): string[] {
  const data = dataOf(body);
  // One word alone is an expression that was written anew.
  if (typeof data === 'string') return [data];
  if (!Array.isArray(data)) throw new SourceFault('It answers with what is no list of words.');
  return data.slice(0, mostTexts).flatMap((one: unknown) => (typeof one === 'string' && one !== '' ? [one] : []));
}

/** Reads what a server says about its metrics. Targets may differ about one: the first counts. Throws as `readTexts` does. */
export function readMetadata(body: unknown): Map<string, MetricAbout> {
  const data = dataOf(body);
  if (!isRecord(data)) throw new SourceFault('It answers with what says nothing about metrics.');
  const found = new Map<string, MetricAbout>();
  for (const [name, all] of Object.entries(data).slice(0, mostTexts)) {
    const one: unknown = Array.isArray(all) ? all[0] : null;
    if (isRecord(one)) found.set(name, { type: text(one.type, 20), help: text(one.help, 300), unit: text(one.unit, 40) });
  }
  return found;
}

const text = (value: unknown, most: number): string => (typeof value === 'string' ? quoted(value, most) : '');
