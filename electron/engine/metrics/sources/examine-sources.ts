import type { SourceRow } from '../../../../shared/contract/state';
import { count } from '../../../../shared/format/words';
import { inParallel } from '../../fleet/in-parallel';
import type { MetricSource, SourceReading } from './source';
import { usualTodo } from './usual-todo';

/** Sources read at once. */
const width = 16;

/** Reads each source once, now: whether it can be read, and what to do where it cannot. Keeps nothing of what was read. */
export async function examineSources(sources: readonly MetricSource[]): Promise<SourceRow[]> {
  const rows = new Map<MetricSource, SourceRow>();
  await inParallel(sources, width, async (source) => void rows.set(source, rowOf(source, await source.read())));
  return sources.flatMap((source) => rows.get(source) ?? []);
}

function rowOf(source: MetricSource, reading: SourceReading): SourceRow {
  const { name, by } = source;
  if (!reading.ok) return { source: name, by, state: 'critical', said: reading.fault, todo: reading.todo ?? usualTodo(source) };
  const read = source.metrics?.size === 0 ? 'answers' : count(reading.samples.length, 'sample');
  const [warning] = reading.warnings;
  if (warning === undefined) return { source: name, by, state: 'ok', said: read, todo: null };
  const more = reading.warnings.length - 1;
  return {
    source: name,
    by,
    state: 'warning',
    said: `${read}; ${warning}${more > 0 ? ` (and ${more} more)` : ''}`,
    todo: 'Look at this source in capstan.yaml: what it names is not all there.',
  };
}
