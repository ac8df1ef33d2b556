import { describe, expect, it } from 'vitest';
import { actionIds, infoOf } from './catalogue';
import { acceleratorOf, formatKeys, isStroke, isTypable, parseKeys } from './keys';

const press = (key: string, held: Partial<Record<'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey', boolean>> = {}) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  altKey: false,
  ...held,
});
const stroke = (text: string) => parseKeys(text)[0]!;

describe('shortcuts', () => {
  it('mean Ctrl here and Command on a Mac', () => {
    expect(isStroke(press('k', { ctrlKey: true }), stroke('Mod+K'), false)).toBe(true);
    expect(isStroke(press('k', { metaKey: true }), stroke('Mod+K'), false)).toBe(false);
    expect(isStroke(press('k', { metaKey: true }), stroke('Mod+K'), true)).toBe(true);
    expect(isStroke(press('k', { ctrlKey: true, metaKey: true }), stroke('Mod+K'), true)).toBe(false);
  });

  it('want their modifiers and no others', () => {
    expect(isStroke(press('h', { ctrlKey: true }), stroke('Shift+Mod+H'), false)).toBe(false);
    expect(isStroke(press('H', { ctrlKey: true, shiftKey: true }), stroke('Shift+Mod+H'), false)).toBe(true);
    expect(isStroke(press('H', { ctrlKey: true, shiftKey: true }), stroke('Mod+H'), false)).toBe(false);
    expect(isStroke(press('k', { ctrlKey: true, altKey: true }), stroke('Mod+K'), false)).toBe(false);
  });

  it('take a sign from whatever key the layout has it on', () => {
    expect(isStroke(press('?', { shiftKey: true }), stroke('?'), false)).toBe(true);
    expect(isStroke(press('?'), stroke('?'), false)).toBe(true);
    expect(isStroke(press('P', { shiftKey: true }), stroke('p'), false)).toBe(false);
  });

  it('are written for people and for menus', () => {
    expect(formatKeys('Shift+Mod+H', false)).toBe('Ctrl Shift H');
    expect(formatKeys('Shift+Mod+H', true)).toBe('⇧ ⌘ H');
    expect(formatKeys('g p', false)).toBe('g then p');
    expect(acceleratorOf('Shift+Mod+H')).toBe('CmdOrCtrl+Shift+H');
    expect(acceleratorOf('F6')).toBe('F6');
    expect(acceleratorOf('g p')).toBeNull();
    expect(acceleratorOf('?')).toBeNull();
    expect(() => parseKeys('Hyper+K')).toThrow();
  });
});

describe('the catalogue', () => {
  it('gives no two actions the same keys, nor keys that begin another’s', () => {
    const all = actionIds.flatMap((id) => (infoOf(id).keys ?? []).map((keys) => ({ id, keys })));
    for (const one of all)
      for (const other of all)
        if (one !== other) expect(`${other.keys} `.startsWith(`${one.keys} `), `${one.id} and ${other.id}`).toBe(false);
  });

  it('keeps what can be typed apart from what cannot', () => {
    for (const id of actionIds)
      for (const keys of infoOf(id).keys ?? []) {
        const strokes = parseKeys(keys);
        expect(strokes.length === 1 || isTypable(strokes), keys).toBe(true);
      }
  });

  it('has an ellipsis where it asks first, and a name for everything', () => {
    for (const id of actionIds) expect(infoOf(id).name).toMatch(/^[A-Z].*[^.]$/);
    expect(infoOf('push.rollback').name).toMatch(/…$/);
  });
});
