import type { ScrapedSample } from '../../../shared/series/exposition';
import { parseGoFloat } from '../../../shared/series/go-float';

const LINE_FEED = 10;
const TAB = 9;
const BLANK = 32;
const HASH = 35;
const MINUS = 45;
const POINT = 46;
const ZERO = 48;

/** A page of the Prometheus text format, byte by byte, and where the values stand on it: all else is fixed. */
export class FixedPage {
  private constructor(
    private readonly body: Buffer,
    /** Where each value begins and ends. */
    private readonly begins: Int32Array,
    private readonly ends: Int32Array,
  ) {}

  /**
   * A page that was read whole; null: it cannot be told which of its bytes are values. That is so of one that gives times of its own, and of one
   * whose last line does not end.
   */
  static of(body: Buffer, samples: readonly ScrapedSample[]): FixedPage | null {
    if (body.at(-1) !== LINE_FEED || samples.some(({ timestampMs }) => timestampMs !== null)) return null;
    const begins = new Int32Array(samples.length);
    const ends = new Int32Array(samples.length);
    let found = 0;
    for (let from = 0; from < body.length;) {
      const end = body.indexOf(LINE_FEED, from);
      if (isSample(body, from)) {
        const begin = body.lastIndexOf(BLANK, end - 1) + 1;
        // What stands there has to be what was read there: nothing else is taken for a value.
        if (begin <= from || !Object.is(parseGoFloat(body.toString('latin1', begin, end)), samples[found]?.value)) return null;
        begins[found] = begin;
        ends[found++] = end;
      }
      from = end + 1;
    }
    return found === samples.length ? new FixedPage(body, begins, ends) : null;
  }

  /** The values of a page that says the same, in their order; null: it says something else, and has to be read whole. */
  valuesOf(page: Buffer): Float64Array | null {
    const { body, begins, ends } = this;
    const values = new Float64Array(begins.length);
    let known = 0;
    let at = 0;
    for (let index = 0; index < begins.length; index++) {
      // Byte by byte: for stretches as short as these, asking Node to compare them takes longer.
      for (const begin = begins[index] ?? 0; known < begin; known++, at++) if (page[at] !== body[known]) return null;
      let end = at;
      while (end < page.length && page[end] !== LINE_FEED) end++;
      const value = numberBetween(page, at, end);
      if (value === null) return null;
      values[index] = value;
      at = end;
      known = ends[index] ?? 0;
    }
    const isSame = page.length - at === body.length - known && page.compare(body, known, body.length, at) === 0;
    return isSame ? values : null;
  }
}

/** Whether a line is one, and not a comment or nothing. */
function isSample(body: Buffer, from: number): boolean {
  let at = from;
  while (body[at] === BLANK || body[at] === TAB) at++;
  return body[at] !== HASH && body[at] !== LINE_FEED;
}

/** A number as the text format has it. Those of few digits are read without making a text of them. */
function numberBetween(page: Buffer, from: number, to: number): number | null {
  const isNegative = page[from] === MINUS;
  let at = isNegative ? from + 1 : from;
  let digits = 0;
  // 15 digits are exact in a double, and so is the power of ten: what they give is rounded once.
  if (to > at && to - at <= 15) {
    for (; at < to; at++) {
      const digit = (page[at] ?? 0) - ZERO;
      if (digit < 0 || digit > 9) break;
      digits = digits * 10 + digit;
    }
    if (at === to) return isNegative ? -digits : digits;
    if (page[at] === POINT && at + 1 < to) {
      const decimals = to - at - 1;
      for (at++; at < to; at++) {
        const digit = (page[at] ?? 0) - ZERO;
        if (digit < 0 || digit > 9) break;
        digits = digits * 10 + digit;
      }
      if (at === to) return (isNegative ? -digits : digits) / 10 ** decimals;
    }
  }
  return parseGoFloat(page.toString('latin1', from, to));
}
