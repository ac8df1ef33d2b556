import { quoted } from './sample';
import { SourceFault } from './source';

/** What one `get` may answer with, bytes: counters are short. */
export const mostAnswer = 1 << 20;

/**
 * Reads the answer to one `get` of memcached's text protocol as it comes: `VALUE <key> <flags> <bytes>`, its data, …, `END`. Feed it what
 * arrives; true: it is whole. Throws SourceFault for what is no such answer or is too much.
 */
export class MemcachedAnswer {
  readonly values = new Map<string, string>();
  #rest: Buffer = Buffer.alloc(0);
  #seen = 0;
  /** The key whose data comes next, and its length; null: a line comes next. */
  #next: { readonly key: string; readonly bytes: number } | null = null;

  /** `wanted`: the keys that were asked for; others are no answer to this. */
  constructor(private readonly wanted: ReadonlySet<string>) {}

  feed(chunk: Buffer): boolean {
    this.#seen += chunk.length;
    if (this.#seen > mostAnswer) throw new SourceFault('It answers with more than 1 MB: these are no counters.');
    this.#rest = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    for (;;) {
      const step = this.#next ? this.#data(this.#next) : this.#line();
      if (step !== 'again') return step === 'end';
    }
  }

  #line(): 'again' | 'more' | 'end' {
    const end = this.#rest.indexOf('\r\n');
    if (end < 0) {
      // A key of 250 bytes and three numbers.
      if (this.#rest.length > 400) throw new SourceFault('It answers with what is no answer of memcached.');
      return 'more';
    }
    const line = this.#rest.toString('utf8', 0, end);
    this.#rest = this.#rest.subarray(end + 2);
    if (line === 'END') {
      if (this.#rest.length > 0) throw new SourceFault('It says more than was asked.');
      return 'end';
    }
    const match = /^VALUE (\S+) \d{1,10} (\d{1,10})(?: \d+)?$/.exec(line);
    if (!match) throw new SourceFault(`It answers ${JSON.stringify(quoted(line, 80))}.`);
    const key = match[1] ?? '';
    if (!this.wanted.has(key) || this.values.has(key))
      throw new SourceFault(`It answers with a key that was not asked for: ${quoted(key, 80)}.`);
    this.#next = { key, bytes: Number(match[2]) };
    if (this.#next.bytes > mostAnswer)
      throw new SourceFault(`The value of ${quoted(key, 80)} has ${this.#next.bytes} bytes: it is no counter.`);
    return 'again';
  }

  #data({ key, bytes }: { readonly key: string; readonly bytes: number }): 'again' | 'more' {
    if (this.#rest.length < bytes + 2) return 'more';
    if (this.#rest.toString('latin1', bytes, bytes + 2) !== '\r\n')
      throw new SourceFault(`The value of ${quoted(key, 80)} does not end where it should.`);
    this.values.set(key, this.#rest.toString('utf8', 0, bytes));
    this.#rest = this.#rest.subarray(bytes + 2);
    this.#next = null;
    return 'again';
  }
}
