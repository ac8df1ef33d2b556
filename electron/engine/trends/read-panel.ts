import type { Overlay, PanelQuery, Stretch, TrendData, TrendLine } from '../../../shared/contract/trends';
import type { BucketLine } from '../../../shared/trends/bucket-lines';
import { drawGrid } from '../../../shared/trends/draw-grid';
import { lineNames } from '../../../shared/trends/line-names';
import { bandLines, canaryLines, type OverlaidLine } from '../../../shared/trends/overlay-lines';
import type { SeriesStore } from '../metrics/store/series-store';
import { readQuery } from './read-query';

export type PanelQuestion = Stretch & {
  readonly queries: readonly PanelQuery[];
  readonly overlay: Overlay | null;
  readonly points: number;
};

export interface PanelSurroundings {
  readonly everyMs: number;
  readonly nowMs: number;
  /** Hosts switched by the push that is compared with, and the others of their types. */
  readonly canaries: () => { readonly canary: ReadonlySet<string>; readonly rest: ReadonlySet<string> };
}

type Line = OverlaidLine & { readonly current: number };

const mostLines = 20;
const mostResets = 500;

/** What a panel shows over a stretch: its queries one after the other, overlaid, named, and no more lines than can be told apart. */
export async function readPanel(
  store: SeriesStore,
  question: PanelQuestion,
  { everyMs, nowMs, canaries }: PanelSurroundings,
  signal?: AbortSignal,
): Promise<TrendData> {
  const { fromMs, toMs, points, queries, overlay } = question;
  const keptFrom = store.keptFrom();
  const { tier, widthMs, startMs, buckets } = drawGrid(question, points, keptFrom, everyMs);
  const read = [];
  for (const { metric } of queries)
    read.push(await readQuery(store, metric, { fromMs, toMs, points, everyMs, nowMs, keptFrom, signal }));
  const lines = read.map(({ lines }) => overlaid(lines, overlay, canaries));
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
    minimum: known(line.minimum),
    maximum: known(line.maximum),
    role: line.role,
  };
}

const known = (value: number): number | null => (Number.isFinite(value) ? value : null);
