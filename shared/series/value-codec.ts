import { BadBlock, type BitReader, type BitWriter } from './bits';
import { integersOf, readIntegers, writeIntegers } from './integer-codec';
import { bestRice, readRice, writeRice } from './rice-codec';
import { readXor, writeXor } from './xor-codec';

/** A changed value is written with its place when fewer than one in this many changes. */
const rare = 4;

/** Places where a value differs from the one before, bit by bit (any NaN is the same NaN); the first one always does. */
function changesOf(values: Float64Array): number[] {
  const changes: number[] = [];
  for (const [at, value] of values.entries()) if (at === 0 || !Object.is(value, values[at - 1])) changes.push(at);
  return changes;
}

/**
 * Writes a row of floats so that `readValues` gives them back bit by bit, but for the payload of a NaN. Rows of integers and of decimals are
 * written as differences, others as XORs, whatever changes rarely as the changes alone; one that never changes costs its first value.
 */
export function writeValues(out: BitWriter, values: Float64Array): void {
  if (values.length === 0) return;
  const changes = changesOf(values);
  const isRare = changes.length * rare < values.length + rare;
  out.write(isRare ? 1 : 0, 1);
  if (isRare) {
    out.writeVarint(changes.length);
    if (changes.length > 1) {
      const gaps = changes.slice(1).map((place, at) => place - (changes[at] ?? 0) - 1);
      const { k } = bestRice(gaps, gaps.length);
      out.write(k, 5);
      writeRice(out, gaps, gaps.length, k);
    }
    writeDense(
      out,
      Float64Array.from(changes, (place) => values[place] ?? 0),
    );
  } else writeDense(out, values);
}

function writeDense(out: BitWriter, values: Float64Array): void {
  const integers = integersOf(values);
  out.write(integers ? 1 : 0, 1);
  if (integers) writeIntegers(out, integers);
  else writeXor(out, values);
}

let gaps = new Float64Array(256);
let changed = new Float64Array(256);

/** Reads `count` floats. Throws BadBlock when they cannot be what `writeValues` wrote. */
export function readValues(from: BitReader, count: number): Float64Array {
  const values = new Float64Array(count);
  readValuesInto(from, values, 0, count);
  return values;
}

/** Reads `count` floats into `into`, from place `start` on. Throws BadBlock. */
export function readValuesInto(from: BitReader, into: Float64Array, start: number, count: number): void {
  if (count === 0) return;
  if (from.read(1) === 0) {
    readDense(from, into, start, count);
    return;
  }
  const changes = from.readVarint();
  if (changes < 1 || changes > count) throw new BadBlock('the block has more changes than values');
  if (changes > gaps.length) {
    gaps = new Float64Array(changes * 2);
    changed = new Float64Array(changes * 2);
  }
  if (changes > 1) readRice(from, gaps, 0, changes - 1, from.read(5));
  readDense(from, changed, 0, changes);
  let place = start;
  for (let at = 0; at < changes; at++) {
    const next = at < changes - 1 ? place + (gaps[at] ?? 0) + 1 : start + count;
    if (next > start + count) throw new BadBlock('the block has a change behind its end');
    into.fill(changed[at] ?? 0, place, next);
    place = next;
  }
}

function readDense(from: BitReader, into: Float64Array, start: number, count: number): void {
  if (from.read(1) === 1) readIntegers(from, into, start, count);
  else readXor(from, into, start, count);
}
