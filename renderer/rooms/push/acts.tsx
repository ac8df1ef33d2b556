import type { DeskState } from '../../../shared/contract/state';
import { isActive } from '../../../shared/push/push';
import { ActionButton } from '../../actions/action-button';
import css from './acts.module.css';

/** What can be done about the push and the lock now. Rolling back has its own button in the strip. */
export function Acts({ desk: { push, lock } }: { desk: DeskState }) {
  const active = push !== null && isActive(push.state);
  return (
    <div className={css.acts}>
      {push && ['staging', 'switching', 'watching'].includes(push.state.at) && <ActionButton id="push.hold" />}
      {push?.state.at === 'held' && <ActionButton id="push.resume" kind="main" />}
      {!active && lock.state === 'held' && <ActionButton id="lock.clear">Unlock</ActionButton>}
      {!active && lock.state === 'free' && <ActionButton id="lock.take">Lock pushes</ActionButton>}
    </div>
  );
}
