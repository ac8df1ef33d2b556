import { BadBlock, BitReader, BitWriter } from './bits';
import { READING, readStates, writeStates } from './block';

/**
 * All values of one scrape as bytes, as differences from the scrape before. They are written once a scrape and read only until the block is
 * sealed, so they are made to be fast: whole bytes, and any one value can be found without reading the others.
 *
 * Layout: number of values (4 bytes), length of the states (4; 0: every one is a reading), the states, a bit for each value that changed,
 * for each of those one byte (zero bytes below << 4 | bytes kept), and the bytes kept of its XOR with the value before.
 */
const header = 8;

const states = new BitWriter();
let scratch = new Uint8Array(1 << 16);

/** Packs the column `now` after `before`, both of `n` values. A value that is no reading now has to be as it was before. */
export function packColumn(before: Float64Array, now: Float64Array, stateOf: Uint8Array, n: number): Uint8Array<ArrayBuffer> {
  const was = new Uint32Array(before.buffer, before.byteOffset, n * 2);
  const is = new Uint32Array(now.buffer, now.byteOffset, n * 2);
  const own = stateOf.subarray(0, n);
  let stateBytes: Uint8Array | null = null;
  if (!own.every((state) => state === READING)) {
    writeStates(states, own);
    stateBytes = states.take();
  }
  const most = header + (stateBytes?.length ?? 0) + (n >> 3) + 1 + n * 9;
  if (scratch.length < most) scratch = new Uint8Array(most * 2);
  const out = scratch;
  const stateLength = stateBytes?.length ?? 0;
  writeWord(out, 0, n);
  writeWord(out, 4, stateLength);
  if (stateBytes) out.set(stateBytes, header);
  const bits = header + stateLength;
  const controls = bits + ((n + 7) >> 3);
  out.fill(0, bits, controls);
  let changed = 0;
  for (let at = 0; at < n; at++) {
    if (was[at * 2] === is[at * 2] && was[at * 2 + 1] === is[at * 2 + 1]) continue;
    out[bits + (at >> 3)] = (out[bits + (at >> 3)] ?? 0) | (1 << (at & 7));
    changed++;
  }
  let control = controls;
  let kept = controls + changed;
  for (let at = 0; at < n; at++) {
    const low = ((was[at * 2] ?? 0) ^ (is[at * 2] ?? 0)) >>> 0;
    const high = ((was[at * 2 + 1] ?? 0) ^ (is[at * 2 + 1] ?? 0)) >>> 0;
    if (low === 0 && high === 0) continue;
    const below = low !== 0 ? (31 - Math.clz32(low & -low)) >> 3 : 4 + ((31 - Math.clz32(high & -high)) >> 3);
    const end = high !== 0 ? 8 - (Math.clz32(high) >> 3) : 4 - (Math.clz32(low) >> 3);
    out[control++] = (below << 4) | (end - below);
    for (let byte = below; byte < end; byte++) out[kept++] = byte < 4 ? low >>> (byte * 8) : high >>> ((byte - 4) * 8);
  }
  return out.slice(0, kept);
}

function writeWord(out: Uint8Array, at: number, value: number): void {
  for (let byte = 0; byte < 4; byte++) out[at + byte] = value >>> (byte * 8);
}

function readWord(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16) | ((bytes[at + 3] ?? 0) << 24)) >>> 0;
}

/** A column taken apart so far that single values can be read. Throws BadBlock. */
export class TickColumn {
  readonly n: number;
  private readonly bits: number;
  private readonly controls: number;
  private readonly changed: number;
  private readonly states: Uint8Array | null;

  constructor(private readonly bytes: Uint8Array) {
    this.n = readWord(bytes, 0);
    const stateLength = readWord(bytes, 4);
    this.bits = header + stateLength;
    this.controls = this.bits + ((this.n + 7) >> 3);
    if (bytes.length < header || this.controls > bytes.length) throw new BadBlock('the tick ends too early');
    this.states = stateLength === 0 ? null : readStates(new BitReader(bytes.subarray(header, this.bits)), this.n);
    this.changed = this.changedBefore(this.n);
  }

  /** Whether value number `at` is there; a value that came later than this column is absent. */
  stateOf(at: number): number {
    return at >= this.n ? 0 : this.states === null ? READING : (this.states[at] ?? 0);
  }

  private changedBefore(at: number): number {
    const { bytes, bits } = this;
    let ones = 0;
    for (let byte = 0; byte < at >> 3; byte++) ones += ONES[bytes[bits + byte] ?? 0] ?? 0;
    return ones + (ONES[(bytes[bits + (at >> 3)] ?? 0) & ((1 << (at & 7)) - 1)] ?? 0);
  }

  /** Turns value number `at` of the column before into this one's, in place; `words` are its low and high 32 bits. */
  applyOne(at: number, words: Uint32Array): void {
    const { bytes, bits, controls } = this;
    if (at >= this.n || (((bytes[bits + (at >> 3)] ?? 0) >> (at & 7)) & 1) === 0) return;
    const rank = this.changedBefore(at);
    let place = controls + this.changed;
    for (let one = 0; one < rank; one++) place += (bytes[controls + one] ?? 0) & 15;
    this.apply(bytes[controls + rank] ?? 0, place, words, 0);
  }

  /** Turns the column before into this one, in place. */
  applyAll(column: Float64Array): void {
    const { bytes, bits, controls } = this;
    const words = new Uint32Array(column.buffer, column.byteOffset, column.length * 2);
    let control = controls;
    let place = controls + this.changed;
    for (let at = 0; at < this.n; at++) {
      const eight = bytes[bits + (at >> 3)] ?? 0;
      if (eight === 0) {
        at |= 7;
        continue;
      }
      if (((eight >> (at & 7)) & 1) === 0) continue;
      const how = bytes[control++] ?? 0;
      this.apply(how, place, words, at * 2);
      place += how & 15;
    }
  }

  private apply(how: number, place: number, words: Uint32Array, into: number): void {
    const below = how >> 4;
    const end = below + (how & 15);
    for (let byte = below; byte < end; byte++) {
      const word = into + (byte >> 2);
      words[word] = (words[word] ?? 0) ^ ((this.bytes[place + byte - below] ?? 0) << ((byte & 3) * 8));
    }
  }
}

/** How many ones each byte has. */
const ONES = Uint8Array.from({ length: 256 }, (_, byte) => byte.toString(2).replaceAll('0', '').length);
