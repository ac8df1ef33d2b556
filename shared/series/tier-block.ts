import { BitReader, BitWriter } from './bits';
import { READING, readStates, writeStates } from './block';
import type { TierColumns } from './tier-columns';
import type { TierPoints } from './tier-points';
import { readValues, writeValues } from './value-codec';

const writer = new BitWriter();

const isSame = (left: Float64Array, right: Float64Array) => left.every((value, at) => Object.is(value, right[at]));
const all = (value: number, count: number) => new Float64Array(count).fill(value);

/** A column that often follows from others: one bit when it does, itself when not. */
function writeFollowing(out: BitWriter, column: Float64Array, foretold: Float64Array): void {
  const follows = isSame(column, foretold);
  out.write(follows ? 1 : 0, 1);
  if (!follows) writeValues(out, column);
}

/** Null: it is as foretold. */
function readFollowing(from: BitReader, count: number): Float64Array | null {
  return from.read(1) === 1 ? null : readValues(from, count);
}

/** Each value of `last` from one place earlier; the first is given. */
function shifted(last: Float64Array, first: number): Float64Array {
  const moved = new Float64Array(last.length);
  moved.set(last.subarray(0, -1), 1);
  if (moved.length > 0) moved[0] = first;
  return moved;
}

const product = (left: Float64Array, right: Float64Array) => left.map((value, at) => value * (right[at] ?? 0));

/** Packs buckets that lie `widthMs` apart or further, all within the `slots` that begin at `fromMs`. */
export function packPoints(points: TierPoints, fromMs: number, widthMs: number, slots: number): Uint8Array<ArrayBuffer> {
  const states = new Uint8Array(slots);
  for (const t of points.t) states[(t - fromMs) / widthMs] = READING;
  writeStates(writer, states);
  const n = points.t.length;
  const last = Float64Array.from(points.last);
  const count = Float64Array.from(points.count);
  const end = Float64Array.from(points.end);
  writeValues(writer, last);
  writeValues(writer, count);
  writeFollowing(writer, Float64Array.from(points.min), last);
  writeFollowing(writer, Float64Array.from(points.max), last);
  writeFollowing(writer, Float64Array.from(points.sum), product(last, count));
  writeFollowing(writer, Float64Array.from(points.flags), all(0, n));
  // A level has NaN in all three; a counter that only grew needs no more than where it came from.
  writeFollowing(writer, end, last);
  writeFollowing(
    writer,
    Float64Array.from(points.lost),
    end.map((value) => (Number.isNaN(value) ? NaN : 0)),
  );
  const first = points.base[0] ?? NaN;
  const base = Float64Array.from(points.base);
  if (n > 0) writeValues(writer, base.subarray(0, 1));
  writeFollowing(writer, base, shifted(end, first));
  return writer.take();
}

/** What `packPoints` packed into a block of so many slots. Throws BadBlock. */
export function decodePoints(bytes: Uint8Array, slots: number): TierColumns {
  const from = new BitReader(bytes);
  const places = placesOf(readStates(from, slots));
  const n = places?.length ?? slots;
  const last = readValues(from, n);
  const count = readValues(from, n);
  const min = readFollowing(from, n) ?? last;
  const max = readFollowing(from, n) ?? last;
  const sum = readFollowing(from, n);
  const flags = readFollowing(from, n);
  const end = readFollowing(from, n) ?? last;
  const lost = readFollowing(from, n);
  const first = n > 0 ? (readValues(from, 1)[0] ?? NaN) : NaN;
  const base = readFollowing(from, n);
  const isLevel = lost === null && base === null && Number.isNaN(first) && end.every(Number.isNaN);
  return { n, places, last, count, min, max, sum, flags, end: isLevel ? null : end, lost, first, base };
}

/** Slots that have a bucket; null: all have. */
function placesOf(states: Uint8Array): Int32Array | null {
  let n = 0;
  for (let slot = 0; slot < states.length; slot++) if (states[slot] === READING) n++;
  if (n === states.length) return null;
  const places = new Int32Array(n);
  let at = 0;
  for (let slot = 0; slot < states.length; slot++) if (states[slot] === READING) places[at++] = slot;
  return places;
}
