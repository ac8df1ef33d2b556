/** What a name needs under another one, pixels. */
const apart = 13;

/** Where the names of thresholds stand, by where each would: none over another, those that are in the way a line lower. */
export function spreadNames(wanted: readonly number[]): readonly number[] {
  const places = wanted.map((at, index) => ({ at, index })).sort((a, b) => a.at - b.at);
  const found = [...wanted];
  let least = -Infinity;
  for (const { at, index } of places) {
    found[index] = Math.max(at, least);
    least = (found[index] ?? at) + apart;
  }
  return found;
}
