import { infoOf, type ActionId } from '../../shared/actions/catalogue';
import { anywhere } from '../../shared/trends/place';
import { go } from '../router';
import { actionNow, perform } from './registry';

/** Does an action; one that belongs to a room that is not open leads there. True: something was done. */
export function runAction(id: ActionId): boolean {
  if (perform(id)) return true;
  const { room } = infoOf(id);
  if (actionNow(id).offered || !room) return false;
  if (room === 'push') go({ room: 'push', plan: null });
  else if (room === 'trends') go({ room: 'trends', ...anywhere, explore: id === 'trends.explore' });
  else if (room === 'fleet') go({ room: 'fleet', host: null });
  else go({ room: 'settings', section: id === 'settings.backup' ? 'backups' : 'limits', gauge: null });
  return true;
}
