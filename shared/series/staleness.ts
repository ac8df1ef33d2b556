/**
 * Which series have to be marked as gone: those of the scrape before that are not on this page. A scrape that failed has none present, so all of
 * them are. Series are told apart by whatever names them.
 */
export function stalenessOf<Series>(previous: Iterable<Series>, present: Iterable<Series>): Series[] {
  const there = new Set(present);
  const gone = new Set<Series>();
  for (const series of previous) if (!there.has(series)) gone.add(series);
  return [...gone];
}
