import Database from 'better-sqlite3';
import { BadBlock } from '../../../../shared/series/bits';
import { READING } from '../../../../shared/series/block';
import { explain, mostCounted, type Refusals, roomFor } from '../../../../shared/series/budget';
import { CapstanError } from '../../../../shared/contract/errors';
import { drawPoints, planDraw, type Drawn, type DrawPlan, type Tier } from '../../../../shared/series/draw-range';
import { acceptsOf, type Matcher } from '../../../../shared/series/promql/selector';
import { NAME_LABEL, seriesKey, type Labels } from '../../../../shared/series/series-key';
import { addPoints, foldRaw, noPoints, type RawColumns, type TierPoints } from '../../../../shared/series/tier-points';
import { isDamage, troubleOf } from '../../sqlite-trouble';
import { appendTick, noCounts, type AppendCounts, type Tick } from './append';
import { drawTier } from './draw-tier';
import { Jobs } from './jobs';
import type { LabelTest } from './label-index';
import { moveAside, openSeriesFile, sentenceOf, type SetAside } from './open-file';
import { defaultOptions, type StoreOptions } from './options';
import { readPoints, readRaw } from './read';
import { isSilent } from './room';
import { SeriesFile, type MetricInfo, type Source, type Target } from './series-file';
import { DAY, HOUR, MINUTE, RAW } from './statements';

/** What became of an append. `ok: false`: nothing of it was stored, and why. */
export type Appended = ({ readonly ok: true } & Readonly<AppendCounts>) | { readonly ok: false; readonly reason: string };

/** Whether the file can be used, and what was moved out of its way since this store was made. */
export interface StoreStatus {
  /** Null: all is well. Otherwise why nothing is stored or read at the moment. */
  readonly unavailable: string | null;
  readonly setAside: readonly SetAside[];
  /** Blocks that could not be read and were passed over. */
  readonly damagedBlocks: number;
}

/** A series with its samples, oldest first. */
export interface SelectedSeries {
  readonly series: number;
  readonly source: string;
  /** With the metric's name in `__name__`. */
  readonly labels: Labels;
  /** ms. */
  readonly times: Float64Array;
  readonly values: Float64Array;
  /** Times of marks of absence, ms. */
  readonly stale: Float64Array;
}

/** A metric as the finder shows it. */
export interface FoundMetric extends MetricInfo {
  readonly name: string;
  readonly series: number;
  /** Its labels, without `__name__`. */
  readonly labels: readonly string[];
  /** The newest reading of one of its series that still come; null: none is in an open block. */
  readonly last: number | null;
}

/** All series of a fleet over two years. Reading throws CapstanError (SOURCE) while the file cannot be used, (BAD_INPUT) for a hostile pattern. */
export interface SeriesStore {
  /**
   * The number of a series, which is made when there is none; null: the target has no room, or the file cannot be used. Numbers hold until
   * `generation` changes.
   */
  series(source: string, target: string, name: string, labels: Labels): number | null;
  /** Rises when a damaged file was replaced: numbers of series mean nothing any more. */
  readonly generation: number;
  /** Stores ticks, at most one a target, in one transaction. Never throws; once it answers `ok`, the samples survive the death of this process. */
  append(ticks: readonly Tick[]): Appended;
  /** Notes what pages say about metrics; written with the next append. */
  describe(metric: string, info: MetricInfo): void;
  /** Which series a target had no room for, by the label that exploded. Since there was room, or this store was opened. */
  refusals(target: string): Refusals;
  /** How many more series a target may have. */
  room(target: string): number;
  /** Samples in [fromMs, toMs] of all series that pass the matchers (a name is a matcher of `__name__`); series without any are left out. */
  select(matchers: readonly Matcher[], fromMs: number, toMs: number): SelectedSeries[];
  /** Numbers and labels of the series that pass the matchers, whether they have samples or not. */
  find(matchers: readonly Matcher[]): { readonly series: number; readonly source: string; readonly labels: Labels }[];
  /** Buckets of a series that begin in [fromMs, toMs); the newest ones come from readings that are not sealed yet. */
  tier(series: number, tier: Exclude<Tier, 'raw'>, fromMs: number, toMs: number): TierPoints;
  /** Series as they are drawn over [fromMs, toMs), each in at most `points` buckets (150), in the order of `series`. */
  range(series: readonly number[], fromMs: number, toMs: number, options?: { readonly points?: number }): Drawn[];
  /** Samples of some series in [fromMs, toMs], in their order: for a reader that takes them a few at a time. */
  samples(series: readonly number[], fromMs: number, toMs: number): RawColumns[];
  /** Buckets of some series that begin in [fromMs, toMs), in their order. */
  points(series: readonly number[], tier: Exclude<Tier, 'raw'>, fromMs: number, toMs: number): TierPoints[];
  /** Since when (ms) each tier has something; -Infinity: nothing has been removed from it. */
  keptFrom(): Readonly<Record<Tier, number>>;
  /** When the oldest of what is kept was read, ms; null: there is nothing yet. */
  since(): number | null;
  /** What pages say about a metric; null: nothing. */
  info(metric: string): MetricInfo | null;
  labelNames(matchers: readonly Matcher[]): string[];
  labelValues(label: string, matchers: readonly Matcher[]): string[];
  /** Metrics whose name or help has all the words of `text`, by name; at most `limit`. */
  metrics(text: string, limit: number): FoundMetric[];
  status(): StoreStatus;
  /** Bytes of the sealed blocks of each tier, with what SQLite needs for them. */
  sizes(): Readonly<Record<Tier, number>>;
  /** Does waiting work (sealing, roll-up, retention) for about so long, at least one step. True: there is more. Never throws. */
  work(budgetMs: number): boolean;
  /** Lets the waiting work be done in the background, a little at a time. */
  start(): void;
  close(): void;
}

const retryMs = 10_000;
/** How far back a counter's reading is looked for before the beginning of what is drawn, ms. */
const lookBackMs = 15 * 60_000;
const beatMs = 250;
const beatWorkMs = 15;

/** Opens the store in `file`. Never throws: while the file cannot be used the store says so, and tries again. */
export function openSeriesStore(file: string, given: Pick<StoreOptions, 'clock' | 'log'> & Partial<StoreOptions>): SeriesStore {
  const options: StoreOptions = { ...defaultOptions, ...given };
  const setAside: SetAside[] = [];
  let open: SeriesFile | null = null;
  let unavailable: string | null = null;
  let triedAt = -Infinity;
  let generation = 0;
  let job: Generator<void> | null = null;
  let jobs: Jobs | null = null;
  let isClosed = false;
  let timer: NodeJS.Timeout | null = null;

  const noteSetAside = (aside: SetAside) => {
    setAside.push(aside);
    options.log(`The series file was damaged (${aside.reason}). It was moved to ${aside.file}, and a new one begun.`);
  };

  const say = (reason: string) => {
    if (unavailable !== reason) options.log(reason);
    unavailable = reason;
  };

  /** Opens the file, and reads what there is. One whose first pages are damaged is set aside, and a new one is begun. */
  const begun = (): SeriesFile => {
    for (;;) {
      const { db, setAside: aside } = openSeriesFile(file);
      if (aside) noteSetAside(aside);
      try {
        return new SeriesFile(db);
      } catch (error) {
        db.close();
        if (!isDamage(error)) throw error;
        noteSetAside(moveAside(file, sentenceOf(error)));
      }
    }
  };

  const opened = (): SeriesFile | null => {
    if (open || isClosed) return open;
    if (options.clock() - triedAt < retryMs) return null;
    triedAt = options.clock();
    try {
      open = begun();
      jobs = new Jobs(open, options);
      unavailable = null;
      generation += 1;
    } catch (error) {
      say(sentenceOf(error));
    }
    return open;
  };

  /** Takes a failure in; rethrows what is a fault of the program. Damage has the file replaced. */
  const failed = (error: unknown): string => {
    job = null;
    if (isDamage(error) || error instanceof BadBlock) {
      const reason = sentenceOf(error);
      open?.db.close();
      open = null;
      triedAt = -Infinity;
      say(`The series file is damaged: ${reason}.`);
      try {
        noteSetAside(moveAside(file, reason));
      } catch (problem) {
        say(`The series file is damaged and cannot be moved aside: ${sentenceOf(problem)}.`);
        triedAt = options.clock();
      }
      return `The series file was damaged: ${reason}.`;
    }
    if (!(error instanceof Database.SqliteError)) throw error;
    say(troubleOf(error, 'the series', file).what);
    return unavailable ?? '';
  };

  const reading = <Result>(work: (file: SeriesFile) => Result): Result => {
    const from = opened();
    const refuse = (reason: string) =>
      new CapstanError(
        'SOURCE',
        `The series cannot be read: ${reason}`,
        'Check the disk of this desk; what comes meanwhile is not kept.',
      );
    if (!from) throw refuse(unavailable ?? 'the store is closed.');
    try {
      // In one transaction, as every one locks the file and looks for what is new in it.
      return from.db.transaction(() => work(from))();
    } catch (error) {
      if (error instanceof CapstanError) throw error;
      throw refuse(failed(error));
    }
  };

  const append = (ticks: readonly Tick[]): Appended => {
    const into = opened();
    if (!into) return { ok: false, reason: unavailable ?? 'The store is closed.' };
    const counts = noCounts();
    const touched: Target[] = [];
    try {
      for (const tick of ticks) {
        const target = into.target(tick.source, tick.target);
        if (touched.includes(target)) throw new RangeError(`Two ticks of ${tick.target} in one append.`);
        touched.push(target);
      }
      const written: number[][] = [];
      into.db.transaction(() => {
        into.index.writeNew();
        into.writeMetrics();
        for (const [at, tick] of ticks.entries()) {
          const target = touched[at];
          if (target) written.push(appendTick(into, options, target, tick, counts));
        }
      })();
      into.index.wroteNew();
      into.wroteMetrics();
      for (const [at, series] of written.entries())
        for (const one of series) into.index.setNewest(one, Math.round(ticks[at]?.at ?? 0));
      unavailable = null;
      return { ok: true, ...counts };
    } catch (error) {
      // What the transaction noted in memory did not happen.
      const reason = failed(error);
      if (open === into) for (const target of touched) into.forget(target);
      return { ok: false, reason };
    }
  };

  const work = (budgetMs: number): boolean => {
    const on = opened();
    if (!on) return false;
    const until = performance.now() + budgetMs;
    try {
      do {
        job ??= jobs?.next() ?? null;
        if (!job) return false;
        if (job.next().done) job = null;
      } while (performance.now() < until);
      return true;
    } catch (error) {
      failed(error);
      return false;
    }
  };

  const testsOf = (matchers: readonly Matcher[]): LabelTest[] =>
    matchers.map((matcher): LabelTest => {
      try {
        return { label: matcher.label, accepts: acceptsOf(matcher) };
      } catch (error) {
        throw new CapstanError(
          'BAD_INPUT',
          `The pattern ${matcher.value} cannot be used: ${sentenceOf(error)}.`,
          'Write it more simply.',
        );
      }
    });

  const selected = (from: SeriesFile, matchers: readonly Matcher[]): number[] => {
    const tests = testsOf(matchers);
    from.loadAll();
    return from.index.select(tests);
  };

  /** Reads series source by source, and gives the answers back in the order of the question. */
  const bySource = <Answer>(
    from: SeriesFile,
    series: readonly number[],
    read: (source: Source, own: readonly number[]) => readonly Answer[],
  ): (Answer | undefined)[] => {
    from.loadAll();
    const groups = new Map<Source, number[]>();
    for (const [at, one] of series.entries()) {
      const source = from.sourceOf(one);
      if (!source) continue;
      const group = groups.get(source);
      if (group) group.push(at);
      else groups.set(source, [at]);
    }
    const answers: (Answer | undefined)[] = series.map(() => undefined);
    for (const [source, places] of groups) {
      const own = read(
        source,
        places.map((place) => series[place] ?? -1),
      );
      for (const [at, place] of places.entries()) answers[place] = own[at];
    }
    return answers;
  };

  const drawRaw = (
    from: SeriesFile,
    source: Source,
    own: readonly number[],
    fromMs: number,
    toMs: number,
    plan: DrawPlan,
  ): Drawn[] => {
    const { widthMs } = plan;
    const start = Math.floor(fromMs / widthMs) * widthMs;
    // What a counter counts in the first bucket is known from the reading before it.
    return readRaw(from, source, own, start - lookBackMs, toMs - 1).map((raw, at) => {
      const all = noPoints();
      foldRaw(raw, widthMs, from.isCounter(own[at] ?? -1) ? NaN : null, all);
      const points = noPoints();
      addPoints(all, start, toMs, points);
      return drawPoints(points, plan);
    });
  };

  /** The end of the oldest run of each tier: one that has an older one reaches further back. A tier with none yet is answered from the one below. */
  const keptFrom = ({ statements }: SeriesFile): Record<Tier, number> => {
    const raw = statements.oldestRun.get(RAW) ?? -Infinity;
    const minute = statements.oldestRun.get(MINUTE) ?? raw;
    const hour = statements.oldestRun.get(HOUR) ?? minute;
    return { raw, minute, hour, day: statements.oldestRun.get(DAY) ?? hour };
  };

  return {
    series: (sourceName, targetName, name, labels) => {
      const into = opened();
      if (!into) return null;
      try {
        const target = into.target(sourceName, targetName);
        const heads = into.heads(target);
        const head = heads.at(-1);
        const layout = head && !head.closed ? head : null;
        const found = into.index.find(target.source.id, name, labels);
        if (found !== null && (layout?.slots.has(found) || target.pending.has(found))) return found;
        if (roomFor((layout?.layout.length ?? 0) + target.pending.size, options.budget) === 0) {
          if (target.refused.size < mostCounted) target.refused.set(seriesKey(name, labels), labels);
          return null;
        }
        const id = found ?? into.index.make(target.source.id, name, labels);
        target.pending.add(id);
        return id;
      } catch (error) {
        failed(error);
        return null;
      }
    },
    get generation() {
      return generation;
    },
    append,
    describe: (metric, info) => {
      try {
        opened()?.describe(metric, info);
      } catch (error) {
        failed(error);
      }
    },
    refusals: (name) => {
      const target = opened()?.targets.get(name);
      return explain([...(target?.refused.values() ?? [])], { own: target ? ownLabels(target.source) : [] });
    },
    room: (name) =>
      reading((from) => {
        const target = from.targets.get(name);
        const head = target ? from.heads(target).at(-1) : undefined;
        return roomFor((head && !head.closed ? head.layout.length : 0) + (target?.pending.size ?? 0), options.budget);
      }),
    select: (matchers, fromMs, toMs) =>
      reading((from) => {
        const series = selected(from, matchers);
        const raws = bySource(from, series, (source, own) => readRaw(from, source, own, fromMs, toMs));
        return series.flatMap((one, at) => {
          const raw = raws[at];
          if (!raw || raw.t.length === 0) return [];
          return [{ series: one, source: from.sourceOf(one)?.name ?? '', labels: from.index.labelsOf(one), ...split(raw) }];
        });
      }),
    find: (matchers) =>
      reading((from) =>
        selected(from, matchers).map((one) => ({
          series: one,
          source: from.sourceOf(one)?.name ?? '',
          labels: from.index.labelsOf(one),
        })),
      ),
    tier: (series, tier, fromMs, toMs) =>
      reading(
        (from) =>
          bySource(from, [series], (source, own) => readPoints(from, source, own, numberOf[tier], fromMs, toMs))[0] ?? noPoints(),
      ),
    range: (series, fromMs, toMs, { points = 150 } = {}) =>
      reading((from) => {
        const plan = planDraw(fromMs, toMs, points, keptFrom(from));
        const { tier } = plan;
        const found = bySource(from, series, (source, own) =>
          tier === 'raw'
            ? drawRaw(from, source, own, fromMs, toMs, plan)
            : drawTier(from, source, own, numberOf[tier], fromMs, toMs, plan),
        );
        return found.map((one) => one ?? drawPoints(noPoints(), plan));
      }),
    samples: (series, fromMs, toMs) =>
      reading((from) =>
        bySource(from, series, (source, own) => readRaw(from, source, own, fromMs, toMs)).map(
          (one) => one ?? { t: [], v: [], stale: [] },
        ),
      ),
    points: (series, tier, fromMs, toMs) =>
      reading((from) =>
        bySource(from, series, (source, own) => readPoints(from, source, own, numberOf[tier], fromMs, toMs)).map(
          (one) => one ?? noPoints(),
        ),
      ),
    since: () => reading((from) => from.statements.since.get() ?? null),
    keptFrom: () => reading(keptFrom),
    info: (metric) => reading((from) => from.info(metric) ?? null),
    labelNames: (matchers) => reading((from) => from.index.labelNames(selected(from, matchers))),
    labelValues: (label, matchers) => reading((from) => from.index.labelValues(label, selected(from, matchers))),
    metrics: (text, limit) =>
      reading((from) => {
        from.loadAll();
        const words = text.toLowerCase().split(/\s+/);
        const found: FoundMetric[] = [];
        const all = [...from.index.metrics()].sort(([left], [right]) => (left < right ? -1 : 1));
        for (const [name, series] of all) {
          const info = from.info(name) ?? { type: 'unknown', help: null, unit: null };
          const said = `${name} ${info.help ?? ''}`.toLowerCase();
          if (!words.every((word) => said.includes(word))) continue;
          const labels = from.index.labelNames(series).filter((label) => label !== NAME_LABEL);
          found.push({ name, ...info, series: series.length, labels, last: lastOf(from, series) });
          if (found.length === limit) break;
        }
        return found;
      }),
    status: () => ({
      unavailable: opened() ? unavailable : (unavailable ?? 'The store is closed.'),
      setAside,
      damagedBlocks: open?.damagedBlocks ?? 0,
    }),
    sizes: () =>
      reading(({ statements }) => {
        const of = (tier: number) => statements.bytesOf.get(tier) ?? 0;
        return { raw: of(RAW), minute: of(MINUTE), hour: of(HOUR), day: of(DAY) };
      }),
    work,
    start: () => {
      timer ??= setInterval(() => work(beatWorkMs), beatMs);
      timer.unref();
    },
    close: () => {
      if (timer) clearInterval(timer);
      isClosed = true;
      job = null;
      open?.db.close();
      open = null;
    },
  };
}

const numberOf = { minute: MINUTE, hour: HOUR, day: DAY } as const;

function split(raw: RawColumns): Pick<SelectedSeries, 'times' | 'values' | 'stale'> {
  const isReading = (at: number) => raw.stale[at] !== 1;
  return {
    times: Float64Array.from(raw.t.filter((_, at) => isReading(at))),
    values: Float64Array.from(raw.v.filter((_, at) => isReading(at))),
    stale: Float64Array.from(raw.t.filter((_, at) => !isReading(at))),
  };
}

/** Labels that every series of a host is given: they say nothing about which one exploded. */
function ownLabels({ name }: Source): readonly string[] {
  return name.startsWith('host:') ? ['host', 'type'] : [];
}

/** The newest reading of the first of the series that has one in an open block and still comes. */
function lastOf(file: SeriesFile, series: readonly number[]): number | null {
  for (const one of series.slice(0, 50)) {
    for (const target of file.sourceOf(one)?.targets ?? []) {
      const head = file.heads(target).at(-1);
      const slot = head?.slots.get(one);
      if (!head || slot === undefined || head.seen[slot] !== READING || isSilent(file.index, head, slot)) continue;
      return head.column[slot] ?? null;
    }
  }
  return null;
}

export type { Tick, AppendCounts, MetricInfo, SetAside };
