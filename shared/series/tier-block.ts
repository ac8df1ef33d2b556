import { BitReader, BitWriter } from './bits';
import { READING, readStates, writeStates } from './block';
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

function readFollowing(from: BitReader, foretold: Float64Array): Float64Array {
  return from.read(1) === 1 ? foretold : readValues(from, foretold.length);
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

/** What `packPoints` packed, added to `into`: only buckets that begin in [fromMs, toMs). Throws BadBlock. */
export function unpackPoints(
  bytes: Uint8Array,
  run: { readonly fromMs: number; readonly widthMs: number; readonly slots: number },
  range: { readonly fromMs: number; readonly toMs: number },
  into: TierPoints,
): void {
  const from = new BitReader(bytes);
  const states = readStates(from, run.slots);
  let n = 0;
  for (const state of states) if (state === READING) n++;
  const last = readValues(from, n);
  const count = readValues(from, n);
  const min = readFollowing(from, last);
  const max = readFollowing(from, last);
  const sum = from.read(1) === 1 ? product(last, count) : readValues(from, n);
  const flags = readFollowing(from, all(0, n));
  const end = readFollowing(from, last);
  const lost = from.read(1) === 1 ? end.map((value) => (Number.isNaN(value) ? NaN : 0)) : readValues(from, n);
  const first = n > 0 ? (readValues(from, 1)[0] ?? NaN) : NaN;
  const base = readFollowing(from, shifted(end, first));
  let at = -1;
  for (const [slot, state] of states.entries()) {
    if (state !== READING) continue;
    at += 1;
    const t = run.fromMs + slot * run.widthMs;
    if (t < range.fromMs || t >= range.toMs) continue;
    into.t.push(t);
    into.last.push(last[at] ?? NaN);
    into.count.push(count[at] ?? NaN);
    into.min.push(min[at] ?? NaN);
    into.max.push(max[at] ?? NaN);
    into.sum.push(sum[at] ?? NaN);
    into.flags.push(flags[at] ?? 0);
    into.end.push(end[at] ?? NaN);
    into.lost.push(lost[at] ?? NaN);
    into.base.push(base[at] ?? NaN);
  }
}
