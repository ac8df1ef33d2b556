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
import { attach } from './attach';
import { fleetPlace, tellBroken } from './fleet-place';
import { silent } from './session';

/** A way to the series of a fleet. */
export interface QuerySession {
  query(question: QueryQuestion): Promise<QueryResult>;
  close(): Promise<void>;
}

/**
 * Asks the running engine, or opens its series alone: looking at what was measured must not begin to measure. `named`: the
 * configuration; null: found from here. `source`: the promql source that will be asked in place of the series; without an engine it is
 * asked from here.
 */
export async function openQuerySession(named: string | null, source: string | null = null): Promise<QuerySession> {
  const place = await fleetPlace(named);
  for (let tries = 0; tries < 20; tries++) {
    const attached = await attach(place.data, place.who);
    if (attached) {
      tellBroken(place, 'of the engine');
      const { trends } = attached.client;
      return {
        query: (question) => trends.query({ ...question, over: { ...question.over } }),
        close: () => Promise.resolve(attached.close()),
      };
    }
    if (!place.found.ok) throw place.found.error;
    const { config } = place.found;
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
  throw silent(place);
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
