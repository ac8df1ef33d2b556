import { describe, expect, it } from 'vitest';
import { appMenu, type MenuLine } from './app-menu';
import { catalogue, infoOf, isActionId, type ActionId } from './catalogue';

describe('appMenu', () => {
  const lines = (isMac: boolean, packaged = true, can: readonly ActionId[] = []) =>
    appMenu({ isMac, packaged, can: new Set(can) }).flatMap((column) => column.lines);
  const isAction = (line: MenuLine) => 'id' in line;

  it.each([true, false])('has every action of the catalogue that is meant for it, once (Mac: %s)', (isMac) => {
    const ids = lines(isMac).flatMap((line) => ('id' in line ? [line.id] : []));
    expect(ids).toEqual([...new Set(ids)]);
    expect(new Set(ids)).toEqual(new Set(Object.keys(catalogue).filter((id) => isActionId(id) && !infoOf(id).offMenu)));
  });

  it('can only be used for what the page says can be done', () => {
    const enabled = lines(false, true, ['push.hold', 'go.push']).filter((line) => 'id' in line && line.enabled);
    expect(enabled.map((line) => 'id' in line && line.id)).toEqual(['go.push', 'push.hold']);
    expect(
      lines(false)
        .filter(isAction)
        .some((line) => 'id' in line && line.enabled),
    ).toBe(false);
  });

  it('gives each action its key, none twice, and none that is typed', () => {
    const keys = lines(false).flatMap((line) => ('id' in line && line.accelerator !== null ? [line.accelerator] : []));
    expect(keys).toEqual([...new Set(keys)]);
    expect(keys).toContain('CmdOrCtrl+Shift+Backspace');
    for (const key of keys) expect(key).toMatch(/^(CmdOrCtrl\+|Alt\+|F\d)/);
  });

  it('opens the developer tools only where it is being developed, and can always be left', () => {
    const roles = (packaged: boolean) => lines(false, packaged).flatMap((line) => ('role' in line ? [line.role] : []));
    expect(roles(true)).not.toContain('toggleDevTools');
    expect(roles(false)).toContain('toggleDevTools');
    for (const isMac of [true, false]) expect(lines(isMac)).toContainEqual({ role: 'quit' });
    expect(roles(true)).not.toContain('reload');
  });
});
