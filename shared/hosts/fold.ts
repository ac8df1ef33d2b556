/** One digit run of a name, with the texts that it stands for; or fixed text. */
type Part = string | readonly string[];

/**
 * Writes host names short, the inverse of `expandHosts`: `www[001-112].example.com, db[1-3,7]`. Every name given is in it and no
 * other; doubles are dropped; groups stand in the order of their first name. What a range cannot say (IPv6, odd names) stays as it is.
 */
export function foldHosts(names: Iterable<string>): string {
  let items = [...new Set(names)].map(splitName);
  const positions = items.reduce((most, parts) => Math.max(most, parts.length), 0);
  // Each pass joins only names that are the same everywhere else, so the result stays exact; the last number goes first,
  // because it is the one that counts hosts.
  for (let position = positions - 1; position >= 0; position -= 1) items = foldAt(items, position);
  return items.map((parts) => parts.map(writePart).join('')).join(', ');
}

function splitName(name: string): Part[] {
  if (/:.*:|[[\],\s]/.test(name)) return [name];
  return name.split(/(\d+)/).map((text, index) => (index % 2 === 1 && text.length <= 15 ? [text] : text));
}

function foldAt(items: readonly Part[][], position: number): Part[][] {
  const groups = new Map<string, { parts: Part[]; values: string[] }>();
  let alone = 0;
  for (const parts of items) {
    const part = parts[position];
    const folds = part !== undefined && typeof part !== 'string';
    const key = folds ? JSON.stringify(parts.with(position, '')) : `alone ${String((alone += 1))}`;
    const group = groups.get(key);
    if (group && folds) group.values.push(...part);
    else groups.set(key, { parts, values: folds ? [...part] : [] });
  }
  return [...groups.values()].map(({ parts, values }) =>
    values.length > 0 ? parts.with(position, values.toSorted(byNumber)) : parts,
  );
}

function byNumber(a: string, b: string): number {
  return Number(a) - Number(b) || a.length - b.length;
}

function writePart(part: Part): string {
  if (typeof part === 'string') return part;
  const [only] = part;
  if (part.length === 1 && only !== undefined) return only;
  const runs: { first: string; last: string; next: string; width: number }[] = [];
  for (const text of part) {
    const run = runs.find((each) => each.next === text);
    const width = run?.width ?? (text.startsWith('0') ? text.length : 0);
    const next = String(Number(text) + 1).padStart(width, '0');
    if (run) Object.assign(run, { last: text, next });
    else runs.push({ first: text, last: text, next, width });
  }
  return `[${runs.map(({ first, last }) => (first === last ? first : `${first}-${last}`)).join(',')}]`;
}
