import type { ActionId } from '../../../../shared/actions/catalogue';
import { formatKeys } from '../../../../shared/actions/keys';
import { isMac } from '../../../actions/platform';
import { perform, useAction } from '../../../actions/registry';
import { Menu, type MenuEntry } from '../../../parts/menu';

/** What can be done with the dashboard that is open, behind one quiet button. */
export function EditMenu() {
  const add = useEntry('trends.add-panel');
  const rename = useEntry('trends.rename-dashboard');
  const copy = useEntry('trends.copy-dashboard');
  const remove = useEntry('trends.remove-dashboard');
  const anew = useEntry('trends.new-dashboard');
  return <Menu small name="Edit" label="Edit the dashboard" entries={[add, rename, copy, remove, 'line', anew]} />;
}

function useEntry(id: ActionId): MenuEntry {
  const { label, whyNot, info } = useAction(id);
  const [keys] = info.keys ?? [];
  return { id, name: label, whyNot, run: () => perform(id), ...(keys ? { keys: formatKeys(keys, isMac) } : {}) };
}
