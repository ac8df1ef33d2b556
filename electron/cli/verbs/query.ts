import { InvalidArgumentError, type Command } from 'commander';
import { parseDuration } from '../../../shared/format/duration';
import type { QueryResult } from '../../../shared/contract/trends';
import { CapstanError } from '../../../shared/contract/errors';
import { numberOf } from '../../../shared/series/written';
import { exit } from '../exit';
import { print, printJson } from '../output';
import { rangeJson, rangeTable, valuesJson, valuesTable } from '../query-table';
import { openQuerySession } from '../query-session';
import { common, ended, type CommonOptions } from '../verb';

interface QueryOptions extends CommonOptions {
  readonly at?: number;
  readonly from?: number;
  readonly to?: number;
  readonly step?: number;
  readonly source?: string;
}

const mostSteps = 250;

export function query(program: Command): void {
  common(
    program
      .command('query <expression>')
      .description('what a PromQL expression gives: of all series of the hosts, or from a promql source; at a time or over a range')
      .option('--source <name>', 'the promql source of fleet.sources that is asked (default: the series of this desk)')
      .option('--at <time>', 'the time (default: now): 2026-03-01T12:00Z, or so long ago as in 2h', time)
      .option('--from <time>', 'the first time of a range', time)
      .option('--to <time>', 'the last time of a range (default: now)', time)
      .option('--step <duration>', 'between two times of the range (default: as many as 250 of them)', step),
  ).action((expression: string, options: QueryOptions) =>
    ended(options, async () => {
      const over = overOf(options, Date.now());
      const source = options.source ?? null;
      const session = await openQuerySession(options.config ?? null, source);
      try {
        show(await session.query({ metric: expression, source, over }), options.json ?? false);
      } finally {
        await session.close();
      }
      return exit.ok;
    }),
  );
}

/** What is asked: a time, or a range with its step. */
export function overOf({ at, from, to, step }: Pick<QueryOptions, 'at' | 'from' | 'to' | 'step'>, nowMs: number) {
  if (from === undefined) {
    if (to !== undefined || step !== undefined)
      throw new CapstanError('BAD_INPUT', 'A range needs its first time.', 'capstan query EXPRESSION --from 1h --step 1m');
    return { atMs: at ?? null };
  }
  if (at !== undefined)
    throw new CapstanError('BAD_INPUT', 'It is either one time or a range.', 'Use --at alone, or --from with --to and --step.');
  const toMs = to ?? nowMs;
  if (!(toMs > from))
    throw new CapstanError('BAD_INPUT', 'The range ends before it begins.', 'Use a --to that is later than --from.');
  return { fromMs: from, toMs, stepMs: step ?? Math.max(1000, Math.ceil((toMs - from) / mostSteps / 1000) * 1000) };
}

function show(result: QueryResult, json: boolean): void {
  if (result.at !== null) {
    const values = result.values.map(({ labels, value }) => ({ labels, value: numberOf(value) }));
    if (json) printJson(valuesJson(values));
    else print(valuesTable(values));
    return;
  }
  const series = result.series.map(({ labels, t, v }) => ({
    labels,
    times: Float64Array.from(t),
    values: Float64Array.from(v, numberOf),
  }));
  if (json) printJson(rangeJson(series));
  else print(rangeTable(series));
}

/** A time: ISO 8601, seconds since 1970, or how long ago. */
export function time(text: string): number {
  const ago = parseDuration(text.trim());
  if (ago !== null) return Date.now() - ago;
  const seconds = /^\d{9,11}(\.\d+)?$/.test(text.trim()) ? Number(text) * 1000 : NaN;
  const at = Number.isNaN(seconds) ? Date.parse(text) : seconds;
  if (Number.isNaN(at) || at < 0)
    throw new InvalidArgumentError('It has to be a time such as 2026-03-01T12:00Z, or so long ago as in 2h.');
  return at;
}

function step(text: string): number {
  const ms = parseDuration(text.trim());
  if (ms === null || ms <= 0) throw new InvalidArgumentError('It has to be a duration such as 30s.');
  return ms;
}
