const remembered = 60_000;

/** How long to wait before the engine is started again: doubling with each death of the last minute, at most 30 s. */
export function restartDelay(deaths: readonly number[], now: number): number {
  const recent = recentDeaths(deaths, now).length;
  return recent === 0 ? 0 : Math.min(30_000, 250 * 2 ** (recent - 1));
}

/** The deaths that still count. */
export const recentDeaths = (deaths: readonly number[], now: number): number[] => deaths.filter((at) => at > now - remembered);
