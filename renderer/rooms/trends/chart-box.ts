import type { Stretch } from '../../../shared/contract/trends';

/** Where the lines of a chart lie, in pixels, and how times and values become places there. */
export interface ChartBox {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly x: (at: number) => number;
  readonly y: (value: number) => number;
  /** The instant under a place. */
  readonly atX: (x: number) => number;
}

export const axisHeight = 20;
export const chartMargin = { top: 20, right: 10, bottom: 0, left: 0 } as const;
/** How wide a letter of an axis is, about. */
export const letterWidth = 6.3;

/** What stands beside the height. */
export interface HeightAxis {
  readonly heights: readonly number[];
  /** Its ticks in words. */
  readonly figures: readonly string[];
  readonly log: boolean;
  /** As wide as the longest of them needs. */
  readonly left: number;
}

/** The axis of a height. */
export function heightAxis(heights: readonly number[], figures: readonly string[], log: boolean): HeightAxis {
  const left = Math.ceil(Math.max(2, ...figures.map((figure) => figure.length)) * letterWidth + 10);
  return { heights, figures, log, left };
}

/** The geometry that recharts makes of the same measures; what is drawn beside it is laid out with this. */
export function chartBox(width: number, height: number, { fromMs, toMs }: Stretch, { heights, log, left }: HeightAxis): ChartBox {
  const { top } = chartMargin;
  const right = width - chartMargin.right;
  const bottom = height - axisHeight;
  const scaled = (value: number) => (log ? Math.log10(value) : value);
  const low = scaled(heights[0] ?? 0);
  const high = scaled(heights.at(-1) ?? 1);
  return {
    left,
    right,
    top,
    bottom,
    x: (at) => left + ((at - fromMs) / (toMs - fromMs)) * (right - left),
    y: (value) => bottom - ((scaled(value) - low) / (high - low)) * (bottom - top),
    atX: (x) => Math.min(toMs, Math.max(fromMs, fromMs + ((x - left) / (right - left)) * (toMs - fromMs))),
  };
}

/** A line with gaps as a path; what cannot stand on a logarithmic scale is a gap too. */
export function linePath(t: readonly number[], values: readonly (number | null)[], { x, y }: ChartBox): string {
  let path = '';
  let drawing = false;
  t.forEach((at, index) => {
    const value = values[index] ?? null;
    const height = value === null ? Number.NaN : y(value);
    if (!Number.isFinite(height)) {
      drawing = false;
      return;
    }
    path += `${drawing ? 'L' : 'M'}${x(at).toFixed(1)} ${height.toFixed(1)}`;
    drawing = true;
  });
  return path;
}

/** The readings of a line that have none beside them, as a path of dots: a line is drawn between two. */
export function lonePath(t: readonly number[], values: readonly (number | null)[], { x, y }: ChartBox): string {
  const height = (index: number) => y(values[index] ?? Number.NaN);
  return t
    .flatMap((at, index) => {
      const lone = Number.isFinite(height(index)) && !Number.isFinite(height(index - 1)) && !Number.isFinite(height(index + 1));
      return lone ? [`M${x(at).toFixed(1)} ${height(index).toFixed(1)}h0`] : [];
    })
    .join('');
}

/** The area between two lines, a piece for each stretch in which both are known. */
export function bandPath(
  t: readonly number[],
  low: readonly (number | null)[],
  high: readonly (number | null)[],
  { x, y }: ChartBox,
): string {
  const pieces: string[] = [];
  let upper: string[] = [];
  let lower: string[] = [];
  const close = () => {
    if (upper.length > 1) pieces.push(`M${upper.join('L')}L${lower.reverse().join('L')}Z`);
    upper = [];
    lower = [];
  };
  t.forEach((at, index) => {
    const above = y(high[index] ?? Number.NaN);
    const below = y(low[index] ?? Number.NaN);
    if (!Number.isFinite(above) || !Number.isFinite(below)) return close();
    upper.push(`${x(at).toFixed(1)} ${above.toFixed(1)}`);
    lower.push(`${x(at).toFixed(1)} ${below.toFixed(1)}`);
  });
  close();
  return pieces.join('');
}
