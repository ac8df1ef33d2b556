import {
  assert,
  constantFrom,
  double,
  float64Array,
  array,
  integer,
  nat,
  oneof,
  property,
  constant,
  tuple,
  type Arbitrary,
} from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BadBlock } from './bits';
import { packBlock, packNumbers, READING, unpackBlock, unpackNumbers } from './block';

const isSame = (left: Float64Array, right: Float64Array) =>
  left.length === right.length && left.every((value, at) => Object.is(value, right[at]));

const special = constantFrom(
  NaN,
  Infinity,
  -Infinity,
  0,
  -0,
  Number.MIN_VALUE,
  Number.MAX_VALUE,
  2 ** 50,
  -(2 ** 50),
  2 ** 53,
  0.1,
  1e-7,
);
const rows: Arbitrary<Float64Array> = oneof(
  float64Array({ maxLength: 300 }),
  array(oneof(special, double(), integer(), nat(100)), { maxLength: 300 }).map((list) => Float64Array.from(list)),
  // As things are: counters, levels in pages, decimals, things that hardly change.
  tuple(integer(), array(nat(2000), { maxLength: 300 })).map(([first, steps]) => {
    let value = first;
    return Float64Array.from(steps, (step) => (value += step));
  }),
  array(nat(1_000_000), { maxLength: 300 }).map((list) => Float64Array.from(list, (pages) => pages * 4096)),
  array(integer({ min: -1_000_000, max: 1_000_000 }), { maxLength: 300 }).map((list) =>
    Float64Array.from(list, (cents) => cents / 100),
  ),
  tuple(constantFrom(1e-3, 1e-6, 1e-9), array(integer({ min: -1_000_000, max: 1_000_000 }), { maxLength: 300 })).map(
    ([factor, list]) => Float64Array.from(list, (ticks) => ticks * factor),
  ),
  tuple(double(), array(oneof({ weight: 30, arbitrary: constant(0) }, double()), { maxLength: 300 })).map(([first, list]) => {
    let value = first;
    return Float64Array.from(list, (next) => (next === 0 ? value : (value = next)));
  }),
);

describe('a block', () => {
  it('gives back whatever was put in, bit by bit', () => {
    assert(
      property(rows, (row) => {
        const states = new Uint8Array(row.length).fill(READING);
        expect(isSame(unpackBlock(packBlock({ states, values: row }), row.length).values, row)).toBe(true);
        expect(isSame(unpackNumbers(packNumbers(row)), row)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it('keeps absences and marks of absence where they were', () => {
    assert(
      property(array(nat(2), { maxLength: 400 }), double(), (list, value) => {
        const states = Uint8Array.from(list);
        const values = new Float64Array(list.filter((state) => state === READING).length).fill(value);
        const back = unpackBlock(packBlock({ states, values }), states.length);
        expect([...back.states]).toEqual(list);
        expect(isSame(back.values, values)).toBe(true);
      }),
    );
  });

  it('costs next to nothing while a series does not change', () => {
    const states = new Uint8Array(240).fill(READING);
    const of = (value: number) => packBlock({ states, values: new Float64Array(240).fill(value) }).length;
    for (const value of [0, 1, -7, 0.3, 8 * 2 ** 30]) expect(of(value)).toBeLessThan(6);
    expect(of(NaN)).toBeLessThan(11);
  });

  it('takes the cheaper way for counters, decimals and pages', () => {
    const states = new Uint8Array(240).fill(READING);
    const bytes = (make: (at: number) => number) =>
      packBlock({ states, values: Float64Array.from({ length: 240 }, (_, at) => make(at)) }).length;
    // An XOR of neighbours needs five bytes and more for each of these.
    expect(bytes((at) => 1e9 + at * 137)).toBeLessThan(45);
    expect(bytes((at) => (123_456 + at * 997) / 100)).toBeLessThan(45);
    // Milliseconds as seconds, as exporters make them of counters: not what dividing by 1000 gives.
    expect(bytes((at) => (123_456 + at * 997) * 0.001)).toBeLessThan(45);
    expect(bytes((at) => (1_000_000 + ((at * 7919) % 64)) * 4096)).toBeLessThan(240);
  });

  it('that is damaged is refused or read as something, and ends', () => {
    assert(
      property(array(integer({ min: 0, max: 255 }), { maxLength: 100 }), nat(300), (bytes, count) => {
        try {
          expect(unpackBlock(Uint8Array.from(bytes), count).states).toHaveLength(count);
        } catch (error) {
          expect(error).toBeInstanceOf(BadBlock);
        }
      }),
      { numRuns: 1000 },
    );
  });
});
