import { CapstanError } from '../../../shared/contract/errors';
import type { QueryResult } from '../../../shared/contract/trends';
import { written } from '../../../shared/series/written';
import { sentence } from '../fleet/operate';
import type { PromqlPlace } from '../metrics/sources/create-sources';
import { QueryRefused } from '../metrics/sources/promql-answer';
import { SourceFault } from '../metrics/sources/source';
import type { QueryQuestion } from './query';

/** As long as somebody at a terminal waits. */
const timeoutMs = 30_000;

/** What a source gives for an expression. Throws BAD_INPUT where it refuses the query, SOURCE where it cannot answer. */
export async function querySource(
  { name, client }: Pick<PromqlPlace, 'name' | 'client'>,
  { metric, over }: Pick<QueryQuestion, 'metric' | 'over'>,
  nowMs: number,
  signal?: AbortSignal,
): Promise<QueryResult> {
  try {
    if ('fromMs' in over) {
      const { series } = await client.range(metric, over, { timeoutMs, signal });
      return {
        at: null,
        series: series.map(({ labels, times, values }) => ({ labels, t: [...times], v: Array.from(values, written) })),
      };
    }
    const at = over.atMs ?? nowMs;
    const { series } = await client.instant(metric, { atMs: at, timeoutMs, signal });
    return { at, values: series.map(({ labels, values }) => ({ labels, value: written(values.at(-1) ?? NaN) })) };
  } catch (error) {
    if (error instanceof QueryRefused)
      throw new CapstanError(
        'BAD_INPUT',
        `${name} refuses the query: ${error.message}`,
        'What is known there, its own documentation says.',
      );
    if (!(error instanceof SourceFault)) throw error;
    throw new CapstanError('SOURCE', `${name}: ${sentence(error)}`, error.todo ?? '`capstan doctor` says how each source is.');
  }
}
