import { parseExpression, seriesData, type SeriesData, type SeriesSource } from '../shared/series/expression';
import { parseGoFloat } from '../shared/series/go-float';

/** A series as Prometheus' tests write it: `up{host="a"}` with `0+10x5 _ 3x2 stale NaN`, a reading each interval. */
export type WrittenSeries = readonly [series: string, values: string];

const WORD = /^(?:(_)(?:x(\d+))?|(stale)|([-+]?[\d.eE]+(?:[eE][-+]?\d+)?|[-+]?Inf|NaN)(?:([-+][\d.]+))?(?:x(\d+))?)$/;

/** Reads the notation; `0+10x5` is six readings, `3x2` three, `_` none. */
export function writtenSeries([series, values]: WrittenSeries, intervalMs: number, firstMs = 0): SeriesData {
  const parsed = parseExpression(series);
  if (!parsed.ok || parsed.expression.kind !== 'selector') throw new Error(`cannot read the series ${series}`);
  const { name, matchers } = parsed.expression.selector;
  const labels = {
    ...Object.fromEntries(matchers.map(({ label, value }) => [label, value])),
    ...(name === null ? {} : { __name__: name }),
  };
  const points: { t: number; v: number; stale?: boolean }[] = [];
  let next = firstMs;
  const put = (v: number, stale = false) => {
    points.push({ t: next, v, stale });
    next += intervalMs;
  };
  for (const word of values.split(/\s+/).filter(Boolean)) {
    const read = WORD.exec(word);
    if (!read) throw new Error(`cannot read ${word}`);
    const [, gap, gaps, stale, start, step, times] = read;
    if (gap !== undefined) next += intervalMs * Number(gaps ?? 1);
    else if (stale !== undefined) put(NaN, true);
    else {
      let v = parseGoFloat(start ?? '') ?? NaN;
      // added up step by step, as Prometheus does it: the rounding is the same
      for (let i = 0; i <= Number(times ?? 0); i++, v += Number(step ?? 0)) put(v);
    }
  }
  return seriesData(labels, points);
}

/** A source that has these series. */
export function sourceOf(all: readonly SeriesData[]): SeriesSource {
  return { select: (selector) => all.filter(({ labels }) => selector.matches(labels)) };
}
