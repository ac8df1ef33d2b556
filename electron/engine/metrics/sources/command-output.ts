import { parseExposition } from '../../../../shared/series/exposition';
import { isCounter } from '../../../../shared/series/counter-name';
import { sourceLimits } from './sample-limits';
import type { SourceSample } from './source';

export type CommandOutput =
  | { readonly ok: true; readonly samples: readonly SourceSample[] }
  /** 1-based. */
  | { readonly ok: false; readonly line: number; readonly message: string };

/**
 * Reads what a metrics command wrote: lines `name value` or `name{label="x"} value`, as on a page of metrics; `# TYPE name counter` says how one
 * counts, other comments and blank lines are passed over. All of it or nothing. A time at the end of a line is not used: the reading's counts.
 */
export function parseCommandOutput(text: string): CommandOutput {
  // Some shells end lines as Windows does; a byte order mark is no part of a name.
  const lines = text.replace(/^\ufeff/, '').replaceAll('\r\n', '\n');
  const page = parseExposition(lines, 'prometheus-text-0.0.4', { maxSamples: sourceLimits.samples });
  if (!page.ok) return { ok: false, line: page.line, message: page.message };
  const typeOfFamily = (name: string) => page.families.get(name)?.type;
  const samples = page.samples.map(({ name, labels, value }): SourceSample => {
    const said = typeOfFamily(name);
    const type = said ?? (isCounter(name, typeOfFamily) ? 'counter' : 'gauge');
    return { name, labels, value, timestampMs: null, type };
  });
  return { ok: true, samples };
}
