/** Whether text fits an ssh pattern: `*` any run of characters, `?` any one. Linear in practice: it never backtracks past the last `*`. */
export function fitsPattern(text: string, pattern: string): boolean {
  let at = 0;
  let next = 0;
  let star = -1;
  let starAt = 0;
  while (at < text.length) {
    const wanted = pattern[next];
    if (wanted === '*') {
      star = next++;
      starAt = at;
    } else if (wanted === '?' || wanted === text[at]) {
      next += 1;
      at += 1;
    } else if (star >= 0) {
      next = star + 1;
      at = ++starAt;
    } else {
      return false;
    }
  }
  while (pattern[next] === '*') next += 1;
  return next === pattern.length;
}

/** Whether text fits a list of patterns: at least one fits, and no negated one (`!pattern`) does. */
export function fitsPatterns(text: string, patterns: readonly string[]): boolean {
  let fits = false;
  for (const pattern of patterns) {
    if (pattern.startsWith('!')) {
      if (fitsPattern(text, pattern.slice(1))) return false;
    } else if (!fits) {
      fits = fitsPattern(text, pattern);
    }
  }
  return fits;
}
