import { sentence } from '../fleet/operate';
import type { Hold } from '../../../shared/push/push';
import { goOnWith } from './acts/resume';
import { rollBackByItself } from './roll-back-by-itself';
import type { Session } from './session';

/** A hold has an owner, an end, and what happens then: never without having asked whose lock it is now. */
export async function deadline(session: Session, held: Hold): Promise<void> {
  const { active } = session;
  const stay = (why: string) =>
    active.move({ type: 'hold', hold: { ...held, until: null } }, `Still held, and nobody has decided: ${why}`);
  if (held.then === 'rollback') await rollBackByItself(session, `nobody decided in time: ${held.sentence}`, 'hold');
  else if (held.then === 'hold') stay(held.sentence);
  else
    await goOnWith(session, { name: 'Capstan', via: 'hold' }).catch((error: unknown) => {
      if (active.push().state.at === 'held') stay(sentence(error));
    });
}
