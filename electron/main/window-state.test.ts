import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readWindowState, smallest, writeWindowState, type Box } from './window-state';

const screen: Box = { x: 0, y: 25, width: 1920, height: 1055 };
const left: Box = { x: -1280, y: 0, width: 1280, height: 1024 };
const kept = (box: Partial<Box>, maximized = false) =>
  writeWindowState({ x: 100, y: 100, width: 1200, height: 800, ...box }, maximized);

describe('readWindowState', () => {
  it('gives back what was kept', () => {
    expect(readWindowState(kept({}), [screen])).toEqual({ x: 100, y: 100, width: 1200, height: 800, maximized: false });
    expect(readWindowState(kept({ x: -1200 }, true), [screen, left])).toMatchObject({ x: -1200, maximized: true });
  });

  it('lets the system place a window whose screen is gone, in a size that fits', () => {
    expect(readWindowState(kept({ x: -1200 }), [screen])).toEqual({ width: 1200, height: 800, maximized: false });
    expect(readWindowState(kept({ x: 5000, width: 3840, height: 2160 }), [screen])).toEqual({
      width: 1920,
      height: 1055,
      maximized: false,
    });
  });

  it('brings a window back whose edge hangs off its screen', () => {
    expect(readWindowState(kept({ x: 1700, y: 1000 }), [screen])).toMatchObject({ x: 720, y: 280 });
  });

  it.each([
    null,
    '',
    'null',
    '{',
    '[]',
    '"x"',
    '{"x":1}',
    '{"x":0,"y":0,"width":"9","height":9,"maximized":false}',
    '{"x":0.5,"y":0,"width":900,"height":900,"maximized":false}',
    '{"x":0,"y":0,"width":-900,"height":900,"maximized":false}',
    '\0',
    '{"__proto__":{"x":1}}',
  ])('begins anew where the file says %j', (text) => {
    expect(readWindowState(text, [screen])).toEqual({ width: 1440, height: 900, maximized: false });
  });

  it('never opens a window that cannot be found, whatever was kept and whatever screens there are', () => {
    const box = fc.record({
      x: fc.integer({ min: -10_000, max: 10_000 }),
      y: fc.integer({ min: -10_000, max: 10_000 }),
      width: fc.integer({ min: 1, max: 20_000 }),
      height: fc.integer({ min: 1, max: 20_000 }),
    });
    const one = fc.record({
      x: fc.integer({ min: -4000, max: 4000 }),
      y: fc.integer({ min: -4000, max: 4000 }),
      width: fc.integer({ min: 1024, max: 5000 }),
      height: fc.integer({ min: 768, max: 3000 }),
    });
    fc.assert(
      fc.property(box, fc.array(one, { maxLength: 3 }), (state, screens) => {
        const found = readWindowState(kept(state), screens);
        expect(found.width).toBeGreaterThanOrEqual(smallest.width);
        expect(found.height).toBeGreaterThanOrEqual(smallest.height);
        const { x, y } = found;
        if (x === undefined || y === undefined) return;
        expect(
          screens.some(
            (at) => x >= at.x && y >= at.y && x + found.width <= at.x + at.width && y + found.height <= at.y + at.height,
          ),
        ).toBe(true);
      }),
    );
  });
});
