import { BadBlock, type BitReader, type BitWriter } from './bits';
import { bestRice, readRice, writeRice } from './rice-codec';

/** Beyond this a difference of differences would no longer be exact. */
const largest = 2 ** 50;
const maxDecimals = 12;

/**
 * What the integers of a row are multiplied by, for the forms after those that divide by a power of ten: programs that count in milliseconds and say
 * seconds multiply by 0.001, and that rounds otherwise than dividing by 1000 does.
 */
const factors = [1e-3, 1e-6, 1e-9] as const;

/** A row of integers, and how they turn into the values: `integer * 2^shift`, divided by 10^form up to 12, then multiplied by one of `factors`. */
export interface Integers {
  readonly integers: Float64Array;
  readonly form: number;
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
      if (decimals === maxDecimals || !(Math.abs(value) < largest)) return multiplesOf(values);
      decimals += 1;
      scale *= 10;
    }
  }
  return integersBy(values, decimals, scale, 1);
}

/** The values as multiples of one of the factors. A row that is none mostly shows it with its first value. */
function multiplesOf(values: Float64Array): Integers | null {
  const first = values[0] ?? 0;
  for (const [at, factor] of factors.entries()) {
    if (Math.round(first / factor) * factor !== first) continue;
    const found = integersBy(values, maxDecimals + 1 + at, 1, factor);
    if (found) return found;
  }
  return null;
}

function integersBy(values: Float64Array, form: number, scale: number, factor: number): Integers | null {
  const integers = new Float64Array(values.length);
  let low = 0;
  for (const [at, value] of values.entries()) {
    const integer = factor === 1 ? Math.round(value * scale) : Math.round(value / factor);
    const back = factor === 1 ? integer / scale : integer * factor;
    if (!(Math.abs(integer) < largest) || back !== value || Object.is(integer, -0)) return null;
    integers[at] = integer;
    low |= integer >= 0 ? integer : -integer;
  }
  // Only the low 32 bits are looked at. With all of them zero, 31 can be taken out as well as 32; a row of zeros stays as it is.
  const shift = low !== 0 ? 31 - Math.clz32(low & -low) : integers.some((integer) => integer !== 0) ? 31 : 0;
  if (shift > 0) for (const [at, integer] of integers.entries()) integers[at] = integer / 2 ** shift;
  return { integers, form, shift };
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
  out.write(row.form, 4);
  out.write(row.shift, 5);
  out.write(order, 2);
  out.write(k, 6);
  out.write(base === 0 ? 0 : 1, 1);
  if (base !== 0) writeSigned(out, base);
  for (let at = 0; at < order; at++) writeSigned(out, (row.integers[at] ?? 0) - (at === 0 ? 0 : (row.integers[at - 1] ?? 0)));
  const count = errorsOf(row, order, base);
  writeRice(out, scratch.errors, count, k);
}

/** Reads `count` values into `into`, from place `start` on. Throws BadBlock. */
export function readIntegers(from: BitReader, into: Float64Array, start: number, count: number): void {
  const form = from.read(4);
  const shift = from.read(5);
  const order = from.read(2);
  const k = from.read(6);
  if (k > 50 || order > 2 || order > count) throw new BadBlock('the block has a header that no writer makes');
  const base = from.read(1) === 1 ? readSigned(from) : 0;
  const end = start + count;
  let before = 0;
  let last = 0;
  for (let at = start; at < start + order; at++) {
    before = last;
    last += readSigned(from);
    into[at] = last;
  }
  readRice(from, into, start + order, count - order, k);
  for (let at = start + order; at < end; at++) {
    const error = fromZigzag(into[at] ?? 0);
    const value = order === 0 ? base + error : order === 1 ? last + base + error : 2 * last - before + error;
    before = last;
    last = value;
    into[at] = value;
  }
  const unit = 2 ** shift;
  const factor = factors[form - maxDecimals - 1];
  const scale = 10 ** form;
  if (factor !== undefined) for (let at = start; at < end; at++) into[at] = (into[at] ?? 0) * unit * factor;
  else if (form > 0) for (let at = start; at < end; at++) into[at] = ((into[at] ?? 0) * unit) / scale;
  else if (shift > 0) for (let at = start; at < end; at++) into[at] = (into[at] ?? 0) * unit;
}

function fromZigzag(zigzag: number): number {
  // Small ones without a remainder of floats, which is slow.
  if (zigzag < 0x8000_0000) return (zigzag >>> 1) ^ -(zigzag & 1);
  return zigzag % 2 === 0 ? zigzag / 2 : -(zigzag + 1) / 2;
}
