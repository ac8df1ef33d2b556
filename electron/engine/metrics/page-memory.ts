import type { ScrapedSample } from '../../../shared/series/exposition';
import { parseGoFloat } from '../../../shared/series/go-float';

/**
 * What a page of Prometheus text looked like last time. Nearly always only its values have changed: then they are read alone, which costs a fraction of
 * reading all of it. Comments and what stands before each value have to be the same, letter by letter, so the page says the same as by reading it whole.
 */
export class PageMemory {
  /** Each line: what stands before the value, or all of a line that has none. */
  private before: string[] = [];
  private hasValue: boolean[] = [];
  private samples = 0;

  /** The values of a page that is as the one before, in their order; null: it has to be read whole, and then given to `note`. */
  valuesOf(text: string): Float64Array | null {
    const { before, hasValue } = this;
    if (this.samples === 0) return null;
    const values = new Float64Array(this.samples);
    let found = 0;
    let from = 0;
    for (let line = 0; line < before.length; line++) {
      const start = before[line] ?? '';
      if (!text.startsWith(start, from)) return null;
      const end = text.indexOf('\n', from + start.length);
      if (end === -1) return null;
      if (hasValue[line]) {
        const value = valueBetween(text, from + start.length, end);
        if (value === null) return null;
        values[found++] = value;
      } else if (end !== from + start.length) return null;
      from = end + 1;
    }
    return from === text.length ? values : null;
  }

  /** Remembers a page of the text format that was read whole. One in which samples have times is read whole each time. */
  note(text: string, samples: readonly ScrapedSample[]): void {
    this.samples = 0;
    this.before = [];
    this.hasValue = [];
    if (samples.some(({ timestampMs }) => timestampMs !== null) || !text.endsWith('\n')) return;
    let found = 0;
    for (const line of text.slice(0, -1).split('\n')) {
      const isSample = /^[ \t]*[^# \t]/.test(line);
      const blank = line.lastIndexOf(' ');
      const value = isSample ? parseGoFloat(line.slice(blank + 1)) : null;
      // The value has to be what was read there: nothing else is taken for one.
      if (isSample && (blank === -1 || value === null || !Object.is(value, samples[found++]?.value))) return;
      this.before.push(isSample ? line.slice(0, blank + 1) : line);
      this.hasValue.push(isSample);
    }
    if (found === samples.length) this.samples = found;
  }
}

const POINT = 46;
const MINUS = 45;

/** A number as the text format has it. Those of few digits are read without making a string of them. */
function valueBetween(text: string, from: number, to: number): number | null {
  const isNegative = text.charCodeAt(from) === MINUS;
  let at = isNegative ? from + 1 : from;
  let digits = 0;
  if (to - at > 0 && to - at <= 15) {
    for (; at < to; at++) {
      const c = text.charCodeAt(at) - 48;
      if (c < 0 || c > 9) break;
      digits = digits * 10 + c;
    }
    if (at === to) return isNegative ? -digits : digits;
    if (text.charCodeAt(at) === POINT && at + 1 < to) {
      const decimals = to - at - 1;
      for (at++; at < to; at++) {
        const c = text.charCodeAt(at) - 48;
        if (c < 0 || c > 9) break;
        digits = digits * 10 + c;
      }
      // Both are exact, so what they give is rounded once.
      if (at === to) return (isNegative ? -digits : digits) / 10 ** decimals;
    }
  }
  return parseGoFloat(text.slice(from, to));
}
