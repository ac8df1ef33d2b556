import type { Overlay, PanelQuery, Stretch, TrendData, TrendLine } from '../../../shared/contract/trends';
import type { Tier } from '../../../shared/series/draw-range';
import { labelOf } from '../../../shared/series/series-key';
import type { BucketLine } from '../../../shared/trends/bucket-lines';
import { drawGrid, type DrawGrid } from '../../../shared/trends/draw-grid';
import { fillIntervals, intervalsOf } from '../../../shared/trends/fill-intervals';
import { lineNames } from '../../../shared/trends/line-names';
import { bandLines, canaryLines, type OverlaidLine } from '../../../shared/trends/overlay-lines';
import type { SeriesStore } from '../metrics/store/series-store';
import type { PromqlPlace } from '../metrics/sources/create-sources';
import { readQuery, type ReadQuery } from './read-query';
import { readSourceQuery } from './read-source-query';

export type PanelQuestion = Stretch & {
  readonly queries: readonly PanelQuery[];
  readonly overlay: Overlay | null;
  /** Only the lines of these; empty or left out: of all. */
  readonly hosts?: readonly string[];
  readonly points: number;
};

export interface PanelSurroundings {
  readonly everyMs: number;
  readonly nowMs: number;
  /** Where a query may be sent to, by name: as the configuration in force has it. */
  readonly promql: ReadonlyMap<string, PromqlPlace>;
  /** Names of the fleet's hosts. */
  readonly hosts: () => ReadonlySet<string>;
  /** Hosts switched by the push that is compared with, and the others of their types. */
  readonly canaries: () => { readonly canary: ReadonlySet<string>; readonly rest: ReadonlySet<string> };
}

type Line = OverlaidLine & { readonly current: number };

const mostLines = 20;
const mostResets = 500;

/**
 * What a panel shows over a stretch: its queries, overlaid, named, and no more lines than can be told apart. Sources are asked all at once, and meanwhile
 * the store is read.
 */
export async function readPanel(
  store: SeriesStore,
  question: PanelQuestion,
  surroundings: PanelSurroundings,
  signal?: AbortSignal,
): Promise<TrendData> {
  const { points, queries, overlay, hosts = [] } = question;
  const picked = new Set(hosts);
  // Without the store's file, what is elsewhere can be drawn all the same.
  const keptFrom = queries.some(({ source }) => source === null) ? store.keptFrom() : allKept;
  const grid = drawGrid(question, points, keptFrom, surroundings.everyMs);
  const { tier, widthMs, startMs, buckets } = grid;
  const read = await readQueries(store, question, { ...surroundings, keptFrom, grid, signal });
  const lines = read.map(({ lines }, at) => {
    const fits = queries[at]?.source === null || haveHosts(lines, surroundings.hosts());
    return overlaid(ofHosts(lines, picked), fits ? overlay : null, surroundings.canaries);
  });
  const names = namesOf(queries, lines);
  const all = lines.flatMap((own, query) => own.map((line, at) => ({ line, name: names[query]?.[at] ?? '' })));
  const shown = mostTelling(all, (one) => (one.line.role === null ? one.line.maximum : Infinity));
  const t = Array.from({ length: buckets }, (_, at) => startMs + at * widthMs);
  return {
    lines: shown.map(({ line, name }) => trendLine(line, name, t)),
    more: all.length - shown.length,
    stepMs: widthMs,
    tier,
    faults: read.map(({ fault }) => fault),
    unit: read.find(({ unit }) => unit !== '')?.unit ?? '',
    resets: [...new Set(read.flatMap(({ resets }) => resets))].sort((a, b) => a - b).slice(0, mostResets),
  };
}

const allKept: Readonly<Record<Tier, number>> = { raw: -Infinity, minute: -Infinity, hour: -Infinity, day: -Infinity };

async function readQueries(
  store: SeriesStore,
  { fromMs, toMs, points, queries }: PanelQuestion,
  around: PanelSurroundings & {
    readonly keptFrom: Readonly<Record<Tier, number>>;
    readonly grid: DrawGrid;
    readonly signal: AbortSignal | undefined;
  },
): Promise<ReadQuery[]> {
  const { everyMs, nowMs, keptFrom, grid, promql, signal } = around;
  const asked = queries.map(({ metric, source }) => {
    if (source === null) return null;
    const place = promql.get(source);
    const answer = place ? readSourceQuery(place, metric, { grid, toMs, nowMs, signal }) : Promise.resolve(notThere(source));
    // It is awaited after what the store has, which may throw first.
    answer.catch(() => undefined);
    return answer;
  });
  const intervals = intervalsOf(grid.widthMs, everyMs);
  const answers: Promise<ReadQuery>[] = [];
  for (const [at, { metric }] of queries.entries()) {
    const read = { fromMs, toMs, points, everyMs, nowMs, keptFrom, signal };
    answers.push(asked[at] ?? Promise.resolve(await readQuery(store, fillIntervals(metric, intervals), read)));
  }
  return Promise.all(answers);
}

function notThere(source: string): ReadQuery {
  const message = `there is no promql source "${source}" in capstan.yaml`;
  return { lines: [], fault: { message, at: null }, unit: '', resets: [] };
}

/** Whether lines are of hosts as this fleet has them: only then is there a band over them, or a canary among them. */
const haveHosts = (lines: readonly BucketLine[], hosts: ReadonlySet<string>): boolean =>
  lines.some(({ labels }) => hosts.has(labelOf(labels, 'host')));

/** The lines of some hosts; of what is not of hosts, as a sum, all. */
function ofHosts<Line extends BucketLine>(lines: readonly Line[], picked: ReadonlySet<string>): readonly Line[] {
  const hosts = lines.map(({ labels }) => labelOf(labels, 'host'));
  return picked.size === 0 || hosts.every((host) => host === '') ? lines : lines.filter((_, at) => picked.has(hosts[at] ?? ''));
}

function overlaid(
  lines: readonly (BucketLine & { readonly current: number })[],
  overlay: Overlay | null,
  canaries: PanelSurroundings['canaries'],
): Line[] {
  if (overlay === null || overlay === 'hosts') return lines.map((line) => ({ ...line, role: null, named: null }));
  // What it is now, over the hosts, is made as what it was is.
  const now = lines.map((line) => ({ ...line, last: line.current }));
  const made = overlay === 'band' ? bandLines(now) : canaryLines(now, canaries());
  return made.map((line) => ({ ...line, current: line.last }));
}

function namesOf(queries: readonly PanelQuery[], lines: readonly (readonly Line[])[]): string[][] {
  const made = lineNames(
    queries.map(({ metric, legend }, at) => ({ metric, legend, lines: (lines[at] ?? []).filter(({ named }) => named === null) })),
  );
  return lines.map((own, query) => {
    let unnamed = 0;
    return own.map(({ named }) => {
      if (named === null) return made[query]?.[unnamed++] ?? '';
      return queries.length > 1 ? `${queries[query]?.legend ?? queries[query]?.metric ?? ''}: ${named}` : named;
    });
  });
}

/** As many as can be told apart, those with the greatest maximum; their order stays. */
function mostTelling<One>(all: readonly One[], maximum: (one: One) => number): readonly One[] {
  if (all.length <= mostLines) return all;
  const kept = new Set([...all].sort((a, b) => maximum(b) - maximum(a)).slice(0, mostLines));
  return all.filter((one) => kept.has(one));
}

function trendLine(line: Line, name: string, t: readonly number[]): TrendLine {
  return {
    name,
    labels: { ...line.labels },
    t,
    mean: Array.from(line.mean, known),
    min: Array.from(line.min, known),
    max: Array.from(line.max, known),
    current: known(line.current),
    average: known(line.average),
    // The newest reading is one of the stretch, though finer than what its buckets were made of.
    minimum: known(reaching(Math.min, line.minimum, line.current)),
    maximum: known(reaching(Math.max, line.maximum, line.current)),
    role: line.role,
  };
}

const reaching = (pick: (a: number, b: number) => number, bound: number, current: number): number =>
  Number.isFinite(current) && Number.isFinite(bound) ? pick(bound, current) : bound;

const known = (value: number): number | null => (Number.isFinite(value) ? value : null);
