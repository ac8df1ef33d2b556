import { actionIds, infoOf, type ActionGroup, type ActionId } from './catalogue';
import { acceleratorOf } from './keys';

type SystemRole =
  'about' | 'services' | 'hide' | 'hideOthers' | 'unhide' | 'quit' | 'undo' | 'redo' | 'cut' | 'copy' | 'paste' | 'selectAll';
type WindowRole = 'resetZoom' | 'zoomIn' | 'zoomOut' | 'togglefullscreen' | 'toggleDevTools' | 'minimize' | 'close';

export type MenuLine =
  | { readonly type: 'separator' }
  | { readonly role: SystemRole | WindowRole }
  | { readonly id: ActionId; readonly label: string; readonly accelerator: string | null; readonly enabled: boolean };

export interface MenuColumn {
  readonly label: string;
  readonly lines: readonly MenuLine[];
}

const separator = { type: 'separator' } as const;
const groups: readonly ActionGroup[] = ['Go', 'Push', 'Trends', 'Fleet', 'View', 'Help'];

/**
 * The app menu: every action of the catalogue that is meant for it, with its first key that a menu can have, and what each system
 * expects. `can`: the actions that the page says can be done now.
 */
export function appMenu({ isMac, packaged, can }: { isMac: boolean; packaged: boolean; can: ReadonlySet<ActionId> }): MenuColumn[] {
  const roles = (...names: (SystemRole | WindowRole)[]): MenuLine[] => names.map((role) => ({ role }));
  const edit: MenuColumn = {
    label: 'Edit',
    lines: [...roles('undo', 'redo'), separator, ...roles('cut', 'copy', 'paste', 'selectAll')],
  };
  const view = [
    separator,
    ...roles('resetZoom', 'zoomIn', 'zoomOut', 'togglefullscreen', ...(packaged ? [] : (['toggleDevTools'] as const))),
  ];
  const columns = groups.map((group): MenuColumn => {
    const lines = actionIds.filter((id) => infoOf(id).group === group && !infoOf(id).offMenu).map((id) => lineOf(id, can));
    return { label: group, lines: group === 'View' ? [...lines, ...view] : lines };
  });
  const first: MenuColumn = isMac
    ? {
        label: 'Capstan',
        lines: [...roles('about'), separator, ...roles('services', 'hide', 'hideOthers', 'unhide'), separator, ...roles('quit')],
      }
    : { label: 'Capstan', lines: roles('minimize', 'close', 'quit') };
  return [first, edit, ...columns];
}

function lineOf(id: ActionId, can: ReadonlySet<ActionId>): MenuLine {
  const { name, keys = [] } = infoOf(id);
  const accelerator = keys.map(acceleratorOf).find((one) => one !== null) ?? null;
  return { id, label: name.replaceAll('&', '&&'), accelerator, enabled: can.has(id) };
}
