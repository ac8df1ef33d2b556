import { describe, expect, it } from 'vitest';
import { createStrokes } from './strokes';

const plain = { ctrlKey: false, metaKey: false, shiftKey: false, altKey: false };
const key = (name: string, held: Partial<typeof plain> = {}) => ({ ...plain, key: name, ...held });
const page = { isMac: false, inField: false, singleKeys: true };
const field = { ...page, inField: true };

describe('strokes', () => {
  it('knows a chord at once, also in a field', () => {
    expect(createStrokes().press(key('k', { ctrlKey: true }), field, 0)).toBe('help.palette');
  });

  it('takes two keys after one another, if not too slowly', () => {
    const strokes = createStrokes();
    expect(strokes.press(key('g'), page, 0)).toBe('waits');
    expect(strokes.press(key('f'), page, 500)).toBe('go.fleet');
    expect(strokes.press(key('g'), page, 1_000)).toBe('waits');
    expect(strokes.press(key('p'), page, 9_000)).toBe('waits');
    expect(strokes.press(key('n'), page, 9_100)).toBe('push.plan');
  });

  it('begins anew with a key that completes nothing', () => {
    const strokes = createStrokes();
    strokes.press(key('g'), page, 0);
    expect(strokes.press(key('x'), page, 100)).toBeNull();
    expect(strokes.press(key('f'), page, 200)).toBe('waits');
  });

  it('leaves letters to fields, and to who has switched them off', () => {
    expect(createStrokes().press(key('?', { shiftKey: true }), page, 0)).toBe('help.keys');
    expect(createStrokes().press(key('?', { shiftKey: true }), field, 0)).toBeNull();
    expect(createStrokes().press(key('g'), { ...page, singleKeys: false }, 0)).toBeNull();
    expect(createStrokes().press(key('h', { ctrlKey: true, shiftKey: true }), { ...page, singleKeys: false }, 0)).toBe('push.hold');
  });
});
