import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../../shared/config/config';
import type { QueryResult } from '../../shared/contract/trends';
import { CapstanError } from '../../shared/contract/errors';
import { claim } from '../engine/claim';
import { createClock } from '../engine/clock';
import { createPromqlClient } from '../engine/metrics/sources/promql-client';
import { createFindSecret } from '../engine/metrics/sources/secrets-by-name';
import { openSeriesStore } from '../engine/metrics/store/series-store';
import { query, type QueryQuestion } from '../engine/trends/query';
import { querySource } from '../engine/trends/query-source';
import { attach, configFileOf, readConfig, type SessionOptions } from './session';
import { whoAmI } from './who';

/** A way to the series of a fleet. */
export interface QuerySession {
  query(question: QueryQuestion): Promise<QueryResult>;
  close(): Promise<void>;
}

/**
 * Asks the running engine, or opens its series alone: looking at what was measured must not begin to measure. `source`: the promql source that will be asked
 * in place of the series; without an engine it is asked from here.
 */
export async function openQuerySession(options: SessionOptions, source: string | null = null): Promise<QuerySession> {
  const config = await readConfig(configFileOf(options));
  const who = whoAmI(config.source.git);
  for (let tries = 0; tries < 20; tries++) {
    const attached = await attach(config, who);
    if (attached) {
      const { trends } = attached.client;
      return {
        query: (question) => trends.query({ ...question, over: { ...question.over } }),
        close: () => attached.close(),
      };
    }
    if (source !== null) return askHere(config, source);
    const file = join(config.data, 'series.sqlite');
    if (!existsSync(file))
      throw new CapstanError('NOT_FOUND', `There are no series yet: ${file} does not exist.`, 'They come once Capstan runs.');
    const claimed = claim(config.data);
    // An engine has just begun to work there: it is the one to ask.
    if (!claimed) {
      await new Promise((wake) => setTimeout(wake, 100));
      continue;
    }
    const clock = createClock();
    const store = openSeriesStore(file, { clock, log: (text) => void process.stderr.write(`${text}\n`) });
    return {
      query: (question) => query(store, question, clock()),
      close: async () => {
        store.close();
        claimed.release();
      },
    };
  }
  throw new CapstanError('BUSY', `Another engine works with ${config.data}, and does not answer.`, 'Try again.');
}

/** Asks a source from this process, with the secrets of its environment. */
function askHere(config: Config, name: string): QuerySession {
  const { sources } = config.fleet;
  const source = sources.find((one) => one.name === name);
  const known = sources.flatMap((one) => (one.by === 'promql' ? [one.name] : []));
  if (source?.by !== 'promql')
    throw new CapstanError(
      'NOT_FOUND',
      `There is no promql source "${name}" in capstan.yaml.`,
      known.length > 0 ? `There is ${known.join(', ')}.` : 'Name one under `fleet.sources`.',
    );
  const clock = createClock();
  const client = createPromqlClient(source, { clock, findSecret: createFindSecret(process.env, null) });
  return { query: (question) => querySource({ name, client }, question, clock()), close: () => Promise.resolve() };
}
