/**
 * The line protocol in which every script answers: a first line `capstan 1 NAME`, then `key=value` lines (a key may come
 * more than once), then `capstan end`. Anything before the first line is a login shell's noise. A missing end means that
 * the script died: what it said so far is not trusted.
 */
export type Answer =
  | { readonly ok: true; readonly name: string; readonly fields: ReadonlyMap<string, readonly string[]> }
  | { readonly ok: false; readonly why: string };

export function parseAnswer(name: string, stdout: string): Answer {
  const lines = stdout.split('\n');
  const first = lines.findIndex((line) => line === `capstan 1 ${name}`);
  if (first < 0) return { ok: false, why: `no answer to "${name}"` };
  const end = lines.indexOf('capstan end', first);
  if (end < 0) return { ok: false, why: `the answer to "${name}" broke off` };
  const fields = new Map<string, string[]>();
  for (const line of lines.slice(first + 1, end)) {
    const at = line.indexOf('=');
    if (at <= 0) return { ok: false, why: `an odd line in the answer to "${name}": ${line.slice(0, 80)}` };
    const key = line.slice(0, at);
    const values = fields.get(key);
    if (values) values.push(line.slice(at + 1));
    else fields.set(key, [line.slice(at + 1)]);
  }
  return { ok: true, name, fields };
}

/** First value of a field; null where the script did not say it or said nothing. */
export function field(answer: Extract<Answer, { ok: true }>, key: string): string | null {
  return answer.fields.get(key)?.[0] || null;
}

/** A field that has to be a whole number; null otherwise. */
export function numberField(answer: Extract<Answer, { ok: true }>, key: string): number | null {
  const text = field(answer, key);
  return text !== null && /^-?\d{1,15}$/.test(text) ? Number(text) : null;
}
