import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { QueryResult } from '../../shared/contract/trends';
import { CapstanError } from '../../shared/contract/errors';
import { claim } from '../engine/claim';
import { createClock } from '../engine/clock';
import { openSeriesStore } from '../engine/metrics/store/series-store';
import { query, type QueryQuestion } from '../engine/trends/query';
import { attach, configFileOf, readConfig, type SessionOptions } from './session';
import { whoAmI } from './who';

/** A way to the series of a fleet. */
export interface QuerySession {
  query(question: QueryQuestion): Promise<QueryResult>;
  close(): Promise<void>;
}

/** Asks the running engine, or opens its series alone: looking at what was measured must not begin to measure. */
export async function openQuerySession(options: SessionOptions): Promise<QuerySession> {
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
