/** Number of insertions, deletions, replacements and swaps of neighbours between two words (optimal string alignment). */
export function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let last: number[] = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const same = a[row - 1] === b[column - 1];
      let cost = Math.min((last[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1, (last[column - 1] ?? 0) + (same ? 0 : 1));
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      if (swapped) cost = Math.min(cost, (before[column - 2] ?? 0) + 1);
      current.push(cost);
    }
    before = last;
    last = current;
  }
  return last[b.length] ?? 0;
}

/** The known word that was probably meant; null when none is near. Case, hyphens and camelCase do not count. */
export function nearest(word: string, known: Iterable<string>): string | null {
  const plain = normal(word.slice(0, 100));
  let best: string | null = null;
  let least = Math.max(1, Math.ceil(plain.length / 3)) + 1;
  for (const each of known) {
    const candidate = normal(each);
    // `sha` for `sha256`: the start of a word is near whatever its length.
    if (plain.length >= 3 && candidate.startsWith(plain) && best === null) best = each;
    if (Math.abs(candidate.length - plain.length) >= least) continue;
    const distance = editDistance(plain, candidate);
    if (distance < least && distance < candidate.length) {
      best = each;
      least = distance;
    }
  }
  return best;
}

function normal(word: string): string {
  return word
    .replaceAll(/([a-z])([A-Z])/g, '$1_$2')
    .replaceAll(/[- ]/g, '_')
    .toLowerCase();
}
