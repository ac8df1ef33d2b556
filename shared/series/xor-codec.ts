import { BadBlock, type BitReader, type BitWriter } from './bits';

const floats = new Float64Array(1);
/** Low word, high word of the float above; every machine that runs this is little-endian. */
const words = new Uint32Array(floats.buffer);

function leadingZeros(high: number, low: number): number {
  return high === 0 ? 32 + Math.clz32(low) : Math.clz32(high);
}

function trailingZeros(high: number, low: number): number {
  return low === 0 ? 32 + 31 - Math.clz32(high & -high) : 31 - Math.clz32(low & -low);
}

/** Bits `from` (counted from the highest) to `from + count` of a 64-bit number. */
function writeWindow(out: BitWriter, high: number, low: number, from: number, count: number): void {
  const inHigh = Math.max(0, Math.min(32 - from, count));
  if (inHigh > 0) out.write(high >>> (32 - from - inHigh), inHigh);
  const inLow = count - inHigh;
  if (inLow > 0) out.write(low >>> (64 - from - count), inLow);
}

/**
 * Writes floats as Gorilla does (Pelkonen et al., 2015): each is XORed with the one before; no difference is one bit, otherwise the bits
 * between the zeros at both ends, inside the window of the one before where they fit there.
 */
export function writeXor(out: BitWriter, values: Float64Array): void {
  let lastHigh = 0;
  let lastLow = 0;
  let from = 0;
  let count = 0;
  for (const [at, value] of values.entries()) {
    floats[0] = value;
    const low = words[0] ?? 0;
    const high = words[1] ?? 0;
    if (at === 0) {
      out.write(high, 32);
      out.write(low, 32);
    } else {
      const highXor = (high ^ lastHigh) >>> 0;
      const lowXor = (low ^ lastLow) >>> 0;
      if (highXor === 0 && lowXor === 0) out.write(0, 1);
      else {
        const leading = Math.min(31, leadingZeros(highXor, lowXor));
        const end = 64 - trailingZeros(highXor, lowXor);
        // The window of before is kept while a new one would not pay for its eleven bits of header.
        if (count > 0 && leading >= from && end <= from + count && count - (end - leading) < 11) out.write(2, 2);
        else {
          from = leading;
          count = end - leading;
          out.write(3, 2);
          out.write(from, 5);
          out.write(count - 1, 6);
        }
        writeWindow(out, highXor, lowXor, from, count);
      }
    }
    lastHigh = high;
    lastLow = low;
  }
}

/** Reads `count` floats into `into`, from place `first` on. Throws BadBlock. */
export function readXor(from: BitReader, into: Float64Array, first: number, count: number): void {
  let high = 0;
  let low = 0;
  let start = 0;
  let size = 0;
  for (let at = first; at < first + count; at++) {
    if (at === first) {
      high = from.read(32);
      low = from.read(32);
    } else if (from.read(1) === 1) {
      if (from.read(1) === 1) {
        start = from.read(5);
        size = from.read(6) + 1;
      }
      if (size === 0 || start + size > 64) throw new BadBlock('the block has a window that no writer makes');
      const inHigh = Math.max(0, Math.min(32 - start, size));
      if (inHigh > 0) high = (high ^ (from.read(inHigh) << (32 - start - inHigh))) >>> 0;
      const inLow = size - inHigh;
      if (inLow > 0) low = (low ^ (from.read(inLow) << (64 - start - size))) >>> 0;
    }
    words[0] = low;
    words[1] = high;
    into[at] = floats[0] ?? 0;
  }
}
