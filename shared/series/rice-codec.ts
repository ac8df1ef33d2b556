import { BadBlock, type BitReader, type BitWriter } from './bits';

/** More ones than this say that the number follows in full, with its length. */
const longest = 16;

/** Bits that `values` (integers from 0 to 2^53) take with Rice parameter `k`. */
function costOf(values: ArrayLike<number>, count: number, k: number): number {
  const unit = 2 ** k;
  let bits = 0;
  for (let at = 0; at < count; at++) {
    const value = values[at] ?? 0;
    const ones = value < unit ? 0 : Math.floor(value / unit);
    bits += ones < longest ? ones + 1 + k : longest + 6 + widthOf(value);
  }
  return bits;
}

/** Bits of an integer from 0 to 2^53. */
function widthOf(value: number): number {
  return value < 0x1_0000_0000 ? 32 - Math.clz32(value) : 64 - Math.clz32(value / 0x1_0000_0000);
}

/** The parameter with which the first `count` of `values` come out shortest, and the bits they then take. */
export function bestRice(values: ArrayLike<number>, count: number): { k: number; bits: number } {
  let sum = 0;
  for (let at = 0; at < count; at++) sum += values[at] ?? 0;
  const mean = count === 0 ? 0 : sum / count;
  const near = mean < 1 ? 0 : Math.min(50, Math.floor(Math.log2(mean)));
  let best = { k: near, bits: costOf(values, count, near) };
  // A few large ones pull the mean up: the best parameter is then below it. Costs are convex enough to walk down.
  for (let k = near - 1; k >= 0; k--) {
    const bits = costOf(values, count, k);
    if (bits >= best.bits) break;
    best = { k, bits };
  }
  return best;
}

/** Writes the first `count` of `values` with parameter `k`, which the reader has to be told. */
export function writeRice(out: BitWriter, values: ArrayLike<number>, count: number, k: number): void {
  const unit = 2 ** k;
  for (let at = 0; at < count; at++) {
    const value = values[at] ?? 0;
    const ones = value < unit ? 0 : Math.floor(value / unit);
    if (ones < longest) {
      out.write(2 ** (ones + 1) - 2, ones + 1);
      out.writeLong(value % unit, k);
    } else {
      const width = widthOf(value);
      out.write(2 ** longest - 1, longest);
      out.write(width, 6);
      out.writeLong(value, width);
    }
  }
}

/** Reads `count` integers into `into`, from place `start` on. Throws BadBlock. */
export function readRice(from: BitReader, into: Float64Array, start: number, count: number, k: number): void {
  const unit = 2 ** k;
  for (let at = start; at < start + count; at++) {
    const next = from.peek();
    const leading = Math.clz32(~next);
    const size = leading + 1 + k;
    // Nearly all are that short, and then they are cut out of one number at once.
    if (leading < longest && size <= 32) {
      into[at] = leading * unit + (k === 0 ? 0 : (next << (leading + 1)) >>> (32 - k));
      from.skip(size);
      continue;
    }
    const ones = from.readOnes(longest);
    if (ones < longest) into[at] = ones * unit + from.readLong(k);
    else {
      const width = from.read(6);
      if (width > 54) throw new BadBlock('a number in the block is too long');
      into[at] = from.readLong(width);
    }
  }
}
