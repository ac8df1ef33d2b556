const SIMPLE: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  '"': '"',
  "'": "'",
};
const ESCAPE = /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-3][0-7]{2})|(.))/gs;

/** A whole string: upstream's grammar also takes one whose closing quote is missing. */
const WHOLE = /^(?:"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`[^`]*`)$/s;

/** The value of a PromQL string with its quotes: Go's escapes in `"` and `'`, none in backquotes. null when it does not end, or an escape is not known. */
export function parseString(written: string): string | null {
  if (!WHOLE.test(written)) return null;
  const inside = written.slice(1, -1);
  if (written.startsWith('`') || !inside.includes('\\')) return inside;
  let isKnown = true;
  const value = inside.replace(ESCAPE, (_all, hex?: string, short?: string, long?: string, octal?: string, simple?: string) => {
    const digits = hex ?? short ?? long;
    const code = digits !== undefined ? parseInt(digits, 16) : octal !== undefined ? parseInt(octal, 8) : null;
    const text = code === null ? SIMPLE[simple ?? ''] : code <= 0x10ffff ? String.fromCodePoint(code) : undefined;
    isKnown &&= text !== undefined;
    return text ?? '';
  });
  return isKnown ? value : null;
}
