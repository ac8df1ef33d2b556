import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { contrast, difference, parseHex, seenWith, type Rgb } from './colour';

const css = readFileSync(new URL('../renderer/parts/tokens.css', import.meta.url), 'utf8');

/** The least contrast of text, and of what is not text (WCAG 2.2, 1.4.3 and 1.4.11). */
const textLeast = 4.5;
const shapeLeast = 3;
/** The least difference of two series (CIEDE2000), however they are seen: apart at a glance, with something to spare. */
const seriesLeast = 12;

const washes = ['accent-wash', 'crit-wash', 'warn-wash', 'unk-wash', 'move-wash', 'ok-wash'];
const grounds = ['bg', 'surface', 'sunk', 'hover', ...washes];
const inks = ['ink', 'ink-2', 'ink-3', 'ok', 'warn', 'crit', 'unk', 'move', 'accent'];
const marks = ['ok', 'warn-mark', 'crit', 'unk', 'move', 'idle', 'ink', 'accent'];
const series = ['s-1', 's-2', 's-3', 's-4'];

/** What stands on what, besides: `[what, ground]`. */
const textOn: readonly (readonly [string, string])[] = [
  ['on-crit', 'crit-solid'],
  // The button that matters most, and under the pointer.
  ['bg', 'ink'],
  ['bg', 'ink-2'],
  // The chosen day, what was found in a log.
  ['bg', 'accent'],
  ['surface', 'accent'],
];

describe.each([
  ['light', 0],
  ['dark', 1],
] as const)('the tokens, %s', (_, theme) => {
  const token = (name: string): Rgb => {
    const both = new RegExp(`--${name}: light-dark\\((#\\w+), (#\\w+)\\);`).exec(css)?.slice(1);
    const value = both ? both[theme] : new RegExp(`--${name}: (#\\w+);`).exec(css)?.[1];
    if (!value) throw new Error(`tokens.css has no colour --${name}`);
    return parseHex(value);
  };
  /** Pairs whose contrast is too small, with it. */
  const faint = (pairs: readonly (readonly [string, string])[], least: number) =>
    pairs.flatMap(([what, ground]) => {
      const found = contrast(token(what), token(ground));
      return found < least ? [`${what} on ${ground}: ${found.toFixed(2)}`] : [];
    });
  const every = (names: readonly string[], on: readonly string[]) =>
    names.flatMap((name) => on.map((ground) => [name, ground] as const));

  it('text can be read on every ground', () => {
    expect(faint([...every(inks, grounds), ...textOn], textLeast)).toEqual([]);
  });

  it('marks can be seen on every ground', () => {
    expect(faint(every(marks, grounds), shapeLeast)).toEqual([]);
  });

  it('borders of controls, series and intervals can be seen where they are drawn', () => {
    expect(faint(every(['ctl'], ['bg', 'surface', 'sunk', 'hover']), shapeLeast)).toEqual([]);
    expect(faint(every([...series, 'band-line', 'ink-3'], ['bg', 'surface', 'sunk']), shapeLeast)).toEqual([]);
  });

  it.each(['normal sight', 'protanopia', 'deuteranopia', 'tritanopia'] as const)('series are told apart: %s', (sight) => {
    const seen = (name: string) => (sight === 'normal sight' ? token(name) : seenWith(sight, token(name)));
    const alike = series.flatMap((one, index) =>
      series.slice(index + 1).flatMap((other) => {
        const apart = difference(seen(one), seen(other));
        return apart < seriesLeast ? [`${one} and ${other}: ${apart.toFixed(1)}`] : [];
      }),
    );
    expect(alike).toEqual([]);
  });
});
