import { BadBlock, type BitReader, type BitWriter } from './bits';
import { bestRice, readRice, writeRice } from './rice-codec';

/** Beyond this a difference of differences would no longer be exact. */
const largest = 2 ** 50;
const maxDecimals = 12;

/** A row of integers, and how they turn into the values: `integer * 2^shift / 10^decimals`. */
export interface Integers {
  readonly integers: Float64Array;
  readonly decimals: number;
  readonly shift: number;
}

/**
 * The values as integers, with as many decimals as they all need (12.34 is 1234) and without the powers of two they share (a memory size is
 * a number of pages). Null: some value would not come back bit by bit, as NaN, infinities and -0 would not.
 */
export function integersOf(values: Float64Array): Integers | null {
  let decimals = 0;
  let scale = 1;
  for (const value of values) {
    while (Math.round(value * scale) / scale !== value) {
      if (decimals === maxDecimals || !(Math.abs(value) < largest)) return null;
      decimals += 1;
      scale *= 10;
    }
  }
  const integers = new Float64Array(values.length);
  let low = 0;
  for (const [at, value] of values.entries()) {
    const integer = Math.round(value * scale);
    if (!(Math.abs(integer) < largest) || integer / scale !== value || Object.is(integer, -0)) return null;
    integers[at] = integer;
    low |= integer >= 0 ? integer : -integer;
  }
  // Only the low 32 bits are looked at. With all of them zero, 31 can be taken out as well as 32; a row of zeros stays as it is.
  const shift = low !== 0 ? 31 - Math.clz32(low & -low) : integers.some((integer) => integer !== 0) ? 31 : 0;
  if (shift > 0) for (const [at, integer] of integers.entries()) integers[at] = integer / 2 ** shift;
  return { integers, decimals, shift };
}

/** How the next integer is foretold: not at all, from the one before, or from the two before. What is written is the error. */
type Order = 0 | 1 | 2;

interface Plan {
  readonly order: Order;
  /** What every step is expected to be (order 1), or every value (order 0). */
  readonly base: number;
  readonly k: number;
  readonly bits: number;
}

const scratch = { length: 0, errors: new Float64Array(0) };

function errorsOf({ integers }: Integers, order: Order, base: number): number {
  const count = integers.length - order;
  if (scratch.errors.length < count) scratch.errors = new Float64Array(count * 2);
  const { errors } = scratch;
  for (let at = 0; at < count; at++) {
    const now = integers[at + order] ?? 0;
    const last = integers[at + order - 1] ?? 0;
    const error = order === 0 ? now - base : order === 1 ? now - last - base : now - 2 * last + (integers[at] ?? 0);
    // Zigzag: small ones stay small whatever their sign.
    errors[at] = error < 0 ? -2 * error - 1 : 2 * error;
  }
  return Math.max(count, 0);
}

function plan(row: Integers): Plan {
  const { integers } = row;
  const n = integers.length;
  const first = integers[0] ?? 0;
  const step = n > 1 ? Math.round(((integers[n - 1] ?? 0) - first) / (n - 1)) : 0;
  const tries: [Order, number][] = [
    [0, Math.round(integers.reduce((sum, value) => sum + value / n, 0))],
    [1, 0],
    [2, 0],
  ];
  if (step !== 0) tries.push([1, step]);
  let best: Plan | null = null;
  for (const [order, base] of tries) {
    if (order > n) continue;
    const count = errorsOf(row, order, base);
    const rice = bestRice(scratch.errors, count);
    const bits = rice.bits + order * 24 + (base === 0 ? 0 : 16);
    if (!best || bits < best.bits) best = { order, base, k: rice.k, bits };
  }
  return best ?? { order: 0, base: 0, k: 0, bits: 0 };
}

/** Writes one integer of up to 2^53, of either sign. */
function writeSigned(out: BitWriter, value: number): void {
  out.write(value < 0 ? 1 : 0, 1);
  out.writeVarint(Math.abs(value));
}

function readSigned(from: BitReader): number {
  const isNegative = from.read(1) === 1;
  const size = from.readVarint();
  return isNegative && size !== 0 ? -size : size;
}

/** Writes a row of at least one integer, as differences from what was foretold, whichever way comes out shortest. */
export function writeIntegers(out: BitWriter, row: Integers): void {
  const { order, base, k } = plan(row);
  out.write(row.decimals, 4);
  out.write(row.shift, 5);
  out.write(order, 2);
  out.write(k, 6);
  out.write(base === 0 ? 0 : 1, 1);
  if (base !== 0) writeSigned(out, base);
  for (let at = 0; at < order; at++) writeSigned(out, (row.integers[at] ?? 0) - (at === 0 ? 0 : (row.integers[at - 1] ?? 0)));
  const count = errorsOf(row, order, base);
  writeRice(out, scratch.errors, count, k);
}

/** Reads as many values as `into` holds. Throws BadBlock. */
export function readIntegers(from: BitReader, into: Float64Array): void {
  const decimals = from.read(4);
  const shift = from.read(5);
  const order = from.read(2);
  const k = from.read(6);
  if (k > 50 || order > 2 || order > into.length) throw new BadBlock('the block has a header that no writer makes');
  const base = from.read(1) === 1 ? readSigned(from) : 0;
  let before = 0;
  let last = 0;
  const heads: number[] = [];
  for (let at = 0; at < order; at++) {
    before = last;
    last += readSigned(from);
    heads.push(last);
  }
  readRice(from, into, into.length - order, k);
  const unit = 2 ** shift;
  const scale = 10 ** decimals;
  // The errors lie `order` places before the values they become: from the end they could be moved, from the beginning not.
  if (order > 0) into.copyWithin(order, 0, into.length - order);
  for (const [at, value] of heads.entries()) into[at] = (value * unit) / scale;
  for (let at = order; at < into.length; at++) {
    const zigzag = into[at] ?? 0;
    const error = zigzag % 2 === 0 ? zigzag / 2 : -(zigzag + 1) / 2;
    const value = order === 0 ? base + error : order === 1 ? last + base + error : 2 * last - before + error;
    before = last;
    last = value;
    into[at] = (value * unit) / scale;
  }
}
