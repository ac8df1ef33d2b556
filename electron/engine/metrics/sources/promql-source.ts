import type { PromqlSourceConfig } from '../../../../shared/config/config';
import type { Clock } from '../../clock';
import { inParallel } from '../../fleet/in-parallel';
import { sentence } from '../../fleet/operate';
import type { PromqlAnswer, AnsweredSeries } from './promql-answer';
import type { PromqlClient } from './promql-client';
import { sample } from './sample';
import { createSource, SourceFault, type MetricSource, type SourceSample } from './source';

/** Queries asked at once. */
const width = 4;

/**
 * The results of instant queries, each under its own name. When some of the queries fail the others count, and the failures are warnings; their
 * series are absent. When all fail, that is a fault.
 */
export function createPromqlSource(
  config: PromqlSourceConfig,
  client: PromqlClient,
  deps: { readonly clock: Clock },
): MetricSource {
  const metrics = new Set(config.queries.map(({ name }) => name));
  return createSource(
    { by: 'promql', name: config.name, owner: 'fleet', everyMs: config.everyMs, metrics },
    deps.clock,
    async (time) => {
      // Nothing is kept of one that only charts ask; that it answers is seen all the same.
      if (config.queries.length === 0) {
        const { warnings } = await client.instant('1', time);
        return { samples: [], warnings };
      }
      const end = performance.now() + time.timeoutMs;
      const answers = new Map<PromqlSourceConfig['queries'][number], PromqlAnswer>();
      const faults: { readonly said: string; readonly todo: string | null }[] = [];
      await inParallel(config.queries, width, async (query) => {
        try {
          answers.set(
            query,
            await client.instant(query.query, { timeoutMs: Math.max(1, end - performance.now()), signal: time.signal }),
          );
        } catch (error) {
          faults.push({ said: `${query.name}: ${sentence(error)}`, todo: error instanceof SourceFault ? error.todo : null });
        }
      });
      const [first] = faults;
      if (first && answers.size === 0) throw new SourceFault(first.said, first.todo);
      const warnings = faults.slice(0, 5).map(({ said }) => said);
      const samples: SourceSample[] = [];
      // In the order of the file, whichever came first.
      for (const query of config.queries) {
        const answer = answers.get(query);
        for (const warning of answer?.warnings ?? []) warnings.push(`${query.name}: ${warning}`);
        for (const series of answer?.series ?? []) {
          const value = lastOf(series);
          if (value !== null) samples.push(sample(query.name, value, query.type, config.labels, series.labels));
        }
      }
      return { samples, warnings };
    },
  );
}

/** The only point of an instant query; of a range in brackets, which answers with many, the last. */
function lastOf({ values }: AnsweredSeries): number | null {
  return values.at(-1) ?? null;
}
