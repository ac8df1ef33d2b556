import type { HostAddress } from '../config/config';
import { HostPatternError, parseAddress } from './address';

/** More hosts than one engine can hold connections to; a slip such as `www[1-1000000]` must not make them all. */
export const MOST_HOSTS = 10_000;

/** Digits of a range beyond which a number is no longer exact. */
const MOST_DIGITS = 15;

/** A stretch of a pattern: text, or the values of one bracket. */
type Piece = { readonly text: string } | { readonly values: readonly string[] };

/**
 * The hosts that a pattern means, in its order: `www[001-112].example.com`, `db[1-3,7]`, `rack[1-2]-node[1-4]`,
 * `localhost:[2201-2204]`, several patterns with commas between. Zero padding is kept. Throws a HostPatternError that says where.
 */
export function expandHosts(pattern: string): HostAddress[] {
  const hosts: HostAddress[] = [];
  const seen = new Set<string>();
  for (const item of splitItems(pattern)) {
    const names = expandItem(item.text, item.at);
    if (hosts.length + names.length > MOST_HOSTS) throw tooMany(item.text, item.at, hosts.length + names.length);
    for (const name of names) {
      const host = addressAt(name, item);
      // Host names are the same in capitals (RFC 4343).
      const key = host.name.toLowerCase();
      if (seen.has(key)) throw new HostPatternError(`${host.name} is named twice`, item.at, item.text, 'each host once');
      seen.add(key);
      hosts.push(host);
    }
  }
  return hosts;
}

interface Item {
  readonly text: string;
  readonly at: number;
}

/** Patterns between commas that are outside of brackets. */
function splitItems(pattern: string): Item[] {
  const items: Item[] = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at <= pattern.length; at += 1) {
    const char = pattern[at];
    if (char === '[') depth += 1;
    if (char === ']') depth = Math.max(0, depth - 1);
    if (at < pattern.length && (char !== ',' || depth > 0)) continue;
    const raw = pattern.slice(start, at);
    const text = raw.trim();
    const textAt = start + (raw.length - raw.trimStart().length);
    if (text === '') {
      const hint = 'a host name such as www1.example.com, or a range such as www[01-12]';
      throw new HostPatternError(
        'there is no host name',
        Math.min(textAt, Math.max(0, pattern.length - 1)),
        pattern.trim() === '' ? pattern : ',',
        hint,
      );
    }
    items.push({ text, at: textAt });
    start = at + 1;
  }
  return items;
}

/** A fault in a host made from ranges is shown at the whole pattern, in a plain one at its place. */
function addressAt(name: string, item: Item): HostAddress {
  try {
    return parseAddress(name);
  } catch (error) {
    if (!(error instanceof HostPatternError)) throw error;
    const plain = name === item.text;
    throw new HostPatternError(error.message, plain ? item.at + error.at : item.at, plain ? error.text : item.text, error.hint);
  }
}

function expandItem(pattern: string, offset: number): string[] {
  const pieces = readPieces(pattern, offset);
  const count = pieces.reduce((product, piece) => product * ('values' in piece ? piece.values.length : 1), 1);
  if (count > MOST_HOSTS) throw tooMany(pattern, offset, count);
  let names = [''];
  for (const piece of pieces) {
    names =
      'text' in piece ? names.map((name) => name + piece.text) : names.flatMap((name) => piece.values.map((value) => name + value));
  }
  return names;
}

function readPieces(pattern: string, offset: number): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  while (at < pattern.length) {
    const open = pattern.indexOf('[', at);
    const stray = pattern.slice(at, open < 0 ? undefined : open).indexOf(']');
    if (stray >= 0) throw new HostPatternError('there is no bracket that this one closes', offset + at + stray, ']', 'www[01-12]');
    if (open < 0) {
      pieces.push({ text: pattern.slice(at) });
      break;
    }
    const close = pattern.indexOf(']', open);
    if (close < 0) throw new HostPatternError('the bracket is never closed', offset + open, pattern.slice(open), 'www[01-12]');
    const inner = pattern.slice(open + 1, close);
    if (inner.includes(':')) {
      // The brackets of an IPv6 literal; what may stand in them is for parseAddress to say.
      if (open !== 0)
        throw new HostPatternError(
          'an IPv6 address is written alone',
          offset + open,
          pattern.slice(open, close + 1),
          '[2001:db8::1] or [2001:db8::1]:2222',
        );
      pieces.push({ text: pattern.slice(0, close + 1) });
    } else {
      if (open > at) pieces.push({ text: pattern.slice(at, open) });
      if (isBareIpv6(pattern.slice(0, open))) {
        throw new HostPatternError(
          'a range cannot stand in an IPv6 address',
          offset + open,
          pattern.slice(open, close + 1),
          'each address by itself, or host names',
        );
      }
      pieces.push({ values: readValues(inner, offset + open + 1) });
    }
    at = close + 1;
  }
  return pieces;
}

function isBareIpv6(head: string): boolean {
  return !head.startsWith('[') && head.split(':').length > 2;
}

/** `001-112,200` -> its values, padded as the start of each range is. */
function readValues(inner: string, offset: number): string[] {
  const values: string[] = [];
  const seen = new Set<string>();
  let at = offset;
  for (const part of inner.split(',')) {
    const text = part.trim();
    const partAt = at + (part.length - part.trimStart().length);
    for (const value of readRange(text, partAt)) {
      if (seen.has(value)) throw new HostPatternError(`${value} is in these brackets twice`, partAt, text, 'each number once');
      seen.add(value);
      values.push(value);
    }
    if (values.length > MOST_HOSTS) throw tooMany(text, partAt, values.length);
    at += part.length + 1;
  }
  return values;
}

function readRange(text: string, at: number): string[] {
  const match = /^(\d+)(?:\s*-\s*(\d+))?$/.exec(text);
  const from = match?.[1];
  if (from === undefined) {
    const message = text === '' ? 'there is no number in the brackets' : `${JSON.stringify(text)} is not a range of numbers`;
    throw new HostPatternError(
      message,
      text === '' ? at - 1 : at,
      text === '' ? '[' : text,
      'numbers and ranges with commas between: [1-3,7] or [001-112]',
    );
  }
  const to = match?.[2] ?? from;
  if (from.length > MOST_DIGITS || to.length > MOST_DIGITS) {
    throw new HostPatternError(
      'the numbers of a range have at most 15 digits',
      at,
      text,
      'shorter numbers, or the names one by one',
    );
  }
  if (to.startsWith('0') && to.length > 1 && to.length !== from.length) {
    throw new HostPatternError(`${from} and ${to} are padded differently`, at, text, `${from.padStart(to.length, '0')}-${to}`);
  }
  const first = Number(from);
  const last = Number(to);
  if (last < first) throw new HostPatternError('the range runs backwards', at, text, `${to}-${from}`);
  if (last - first + 1 > MOST_HOSTS) throw tooMany(text, at, last - first + 1);
  const width = from.startsWith('0') ? from.length : 0;
  return Array.from({ length: last - first + 1 }, (_, index) => String(first + index).padStart(width, '0'));
}

function tooMany(text: string, at: number, count: number): HostPatternError {
  const figure = count > Number.MAX_SAFE_INTEGER ? 'far' : `${String(count)} hosts,`;
  return new HostPatternError(`that is ${figure} more than ${String(MOST_HOSTS)}`, at, text, `at most ${String(MOST_HOSTS)} hosts`);
}
