import { BitReader, BitWriter } from './bits';
import { READING, readStretches, writeStates } from './block';
import { FOLLOWS, NONE, type TierColumns } from './tier-columns';
import type { TierPoints } from './tier-points';
import { readValuesInto, writeValues } from './value-codec';

const writer = new BitWriter();

const isSame = (left: Float64Array, right: Float64Array) => left.every((value, at) => Object.is(value, right[at]));
const all = (value: number, count: number) => new Float64Array(count).fill(value);

/** A column that often follows from others: one bit when it does, itself when not. */
function writeFollowing(out: BitWriter, column: Float64Array, foretold: Float64Array): void {
  const follows = isSame(column, foretold);
  out.write(follows ? 1 : 0, 1);
  if (!follows) writeValues(out, column);
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

/** Where columns are decoded into, one after another; what they come to is copied out once. */
let columns = new Float64Array(4096);

/** What `packPoints` packed into a block of so many slots. Throws BadBlock. */
export function decodePoints(bytes: Uint8Array, slots: number): TierColumns {
  const from = new BitReader(bytes);
  const places = from.read(1) === 1 ? null : placesOf(readStretches(from, slots));
  const n = places?.length ?? slots;
  if (columns.length < 9 * n) columns = new Float64Array(18 * n);
  let used = 0;
  const read = () => {
    readValuesInto(from, columns, used, n);
    used += n;
    return used - n;
  };
  const readFollowing = (foretold: number) => (from.read(1) === 1 ? foretold : read());
  const last = read();
  const count = read();
  const min = readFollowing(last);
  const max = readFollowing(last);
  const sum = readFollowing(FOLLOWS);
  const flags = readFollowing(FOLLOWS);
  const end = readFollowing(last);
  const lost = readFollowing(FOLLOWS);
  // Whatever the next column, it begins behind the one value that is read here.
  if (n > 0) readValuesInto(from, columns, used, 1);
  const first = n > 0 ? (columns[used] ?? NaN) : NaN;
  const base = readFollowing(FOLLOWS);
  const isLevel = lost === FOLLOWS && base === FOLLOWS && Number.isNaN(first) && isNothing(columns, end, n);
  // The end of a level is the last thing read: it need not be kept.
  const data = columns.slice(0, isLevel && end === used - n && end > count ? end : used);
  return { n, places, data, last, count, min, max, sum, flags, end: isLevel ? NONE : end, lost, first, base };
}

function isNothing(values: Float64Array, start: number, count: number): boolean {
  for (let at = start; at < start + count; at++) if (!Number.isNaN(values[at])) return false;
  return true;
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
