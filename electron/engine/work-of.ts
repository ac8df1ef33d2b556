import { isActive } from '../../shared/push/push';
import type { Engine } from './engine';

/** What an engine has to stay for although no shell is attached to it: half a sentence; null: nothing. */
export function workOf(engine: Engine): string | null {
  const { push } = engine.desk();
  const told = push.work();
  if (told !== null) return told.replace(/\.$/, '');
  const view = engine.board.state().push;
  if (view?.finishing) return `${view.id} is being finished`;
  // Where nobody has taken it up there is nothing that this engine would do.
  if (!push.busy() || view?.interrupted) return null;
  return view && isActive(view.state) ? `${view.id} is ${view.state.at}` : 'hosts are being changed';
}
