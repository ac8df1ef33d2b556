import { BadBlock, BitReader, BitWriter } from './bits';
import { readValues, writeValues } from './value-codec';

/** What a series has at one time of its block. A mark of absence is a state of its own, so no NaN has to stand for it. */
export const ABSENT = 0;
export const READING = 1;
export const STALE = 2;

const writer = new BitWriter();

/** Numbers that rise evenly, such as the times of a block (ms): differences of differences, in a bit or two each. */
export function packNumbers(numbers: Float64Array): Uint8Array<ArrayBuffer> {
  writer.writeVarint(numbers.length);
  writeValues(writer, numbers);
  return writer.take();
}

/** What `packNumbers` packed. Throws BadBlock. */
export function unpackNumbers(bytes: Uint8Array): Float64Array {
  const from = new BitReader(bytes);
  const count = from.readVarint();
  if (count > 1 << 24) throw new BadBlock('the block has more numbers than any has');
  return readValues(from, count);
}

/** Writes the states of a block's times: one bit when each has a reading, otherwise as stretches of one state. */
export function writeStates(out: BitWriter, states: Uint8Array): void {
  const isFull = states.every((state) => state === READING);
  out.write(isFull ? 1 : 0, 1);
  if (isFull) return;
  for (let at = 0; at < states.length;) {
    const state = states[at] ?? ABSENT;
    let end = at + 1;
    while (end < states.length && states[end] === state) end++;
    out.write(state, 2);
    out.writeVarint(end - at);
    at = end;
  }
}

/** Reads the states of `count` times. Throws BadBlock. */
export function readStates(from: BitReader, count: number): Uint8Array {
  return from.read(1) === 1 ? new Uint8Array(count).fill(READING) : readStretches(from, count);
}

/** Reads the states of `count` times after the bit which says that not each has a reading. Throws BadBlock. */
export function readStretches(from: BitReader, count: number): Uint8Array {
  const states = new Uint8Array(count);
  for (let at = 0; at < count;) {
    const state = from.read(2);
    const length = from.readVarint();
    if (state > STALE || length === 0 || at + length > count) throw new BadBlock('the block has a state that no writer makes');
    states.fill(state, at, at + length);
    at += length;
  }
  return states;
}

/** One series over the times of its block: a state for each time, a value for each reading, in order. */
export interface Block {
  readonly states: Uint8Array;
  readonly values: Float64Array;
}

/** Packs a series' part of a block. The times are kept once, for all series that were read together. */
export function packBlock({ states, values }: Block): Uint8Array<ArrayBuffer> {
  writeStates(writer, states);
  writeValues(writer, values);
  return writer.take();
}

/** What `packBlock` packed, for a block of `count` times. Throws BadBlock. */
export function unpackBlock(bytes: Uint8Array, count: number): Block {
  const from = new BitReader(bytes);
  const states = readStates(from, count);
  let readings = 0;
  for (const state of states) if (state === READING) readings++;
  return { states, values: readValues(from, readings) };
}
