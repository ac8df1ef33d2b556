import type { Heights, LiveSeries } from './live-chart-data';

/** `desk`: read by who sits before it. `wall`: from five metres. */
export type ChartSize = 'desk' | 'wall';

/** Room in pixels round the lines of a chart. */
export interface ChartMeasures {
  readonly margin: { readonly top: number; readonly right: number; readonly bottom: number; readonly left: number };
  readonly axisWidth: number;
  readonly axisHeight: number;
  readonly stroke: number;
  /** Height of a line of words, and the width of a letter at the least favourable. */
  readonly row: number;
  readonly letter: number;
  readonly tickGap: number;
}

const sizes = {
  desk: { row: 14, letter: 6.2, stroke: 1.5, axisHeight: 20, top: 18, tickGap: 24 },
  wall: { row: 26, letter: 11.5, stroke: 4, axisHeight: 34, top: 34, tickGap: 48 },
} as const;
const mostLetters = 16;
/** From a line's end to its name, in the line's colour: the name itself is ink, so that it can be read. */
export const leader = 14;

/** As much as the longest name and the longest figure need. */
export function measures(size: ChartSize, series: readonly LiveSeries[], heights: Heights): ChartMeasures {
  const { row, letter, stroke, axisHeight, top, tickGap } = sizes[size];
  const name = series.length > 1 ? Math.min(mostLetters, Math.max(...series.map((one) => one.name.length))) : 0;
  const figure = Math.max(...heights.map((tick) => String(tick).length + (Math.abs(tick) >= 1000 ? 1 : 0)));
  return {
    margin: { top, right: name ? name * letter + leader + 2 : 8, bottom: 0, left: 0 },
    axisWidth: Math.ceil(Math.max(2, figure) * letter + 10),
    axisHeight,
    stroke,
    row,
    letter,
    tickGap,
  };
}

/** A name as long as there is room for. */
export const shortName = (name: string): string => (name.length > mostLetters ? `${name.slice(0, mostLetters - 1)}…` : name);

/** How many steps of the height can be named without their figures touching. */
export const heightTicks = (size: ChartSize, height: number): number =>
  Math.max(1, Math.min(5, Math.floor((height - sizes[size].top - sizes[size].axisHeight) / (sizes[size].row * 2))));
