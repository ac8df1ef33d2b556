const minute = 60_000;
const hour = 60 * minute;

/** The live windows and how long they are. */
export const trendWindows = {
  '15m': 15 * minute,
  '1h': hour,
  '3h': 3 * hour,
  '6h': 6 * hour,
  '12h': 12 * hour,
  '24h': 24 * hour,
} as const;

export type TrendWindow = keyof typeof trendWindows;

export const trendWindowNames = Object.keys(trendWindows) as readonly TrendWindow[];

export const isTrendWindow = (text: string): text is TrendWindow => Object.hasOwn(trendWindows, text);

/** What one sees who asks for nothing: the last few pushes are in it. */
export const usualWindow: TrendWindow = '3h';

/** What one sees where there are readings of `ageMs` only: the shortest window that has all of them, at most the usual one. */
export const windowOver = (ageMs: number): TrendWindow =>
  trendWindowNames.find((name) => trendWindows[name] >= ageMs || name === usualWindow) ?? usualWindow;
