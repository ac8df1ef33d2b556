import { useState } from 'react';
import type { DeskState } from '../../shared/contract/state';
import { short } from '../../shared/format/words';
import { isActive } from '../../shared/push/push';
import { useOffer } from '../actions/registry';
import { RefusalNote } from '../parts/refusal-note';
import { go } from '../router';
import { useAct } from '../state/act';
import { useWhyNot } from '../state/rights';
import css from './float.module.css';
import { LockDialog } from './lock-dialog';

/** Offers what can be done about the push and the lock, in every room: holding, going on, locking, planning. */
export function PushOffers({ desk }: { desk: DeskState }) {
  const { push, lock, version, waiting } = desk;
  const act = useAct();
  const captain = useWhyNot('captain');
  const responder = useWhyNot('responder');
  const [locking, setLocking] = useState<'take' | 'clear' | null>(null);
  const busy = act.busy ? 'it is being sent' : null;
  const active = push !== null && isActive(push.state);
  const underWay = active ? `${push.id} is under way` : null;
  const mayHold = push !== null && ['staging', 'switching', 'watching'].includes(push.state.at);
  const [newest] = waiting.commits;

  useOffer('push.hold', {
    ...(mayHold ? { label: `Hold ${push.id}` } : {}),
    whyNot: mayHold ? (busy ?? responder) : 'no push is being staged, switched or watched',
    run: () => push && void act.run((rpc, key, signal) => rpc.push.hold({ key, push: push.id, reason: '' }, { signal })),
  });
  useOffer('push.resume', {
    ...(push?.state.at === 'held' ? { label: `Go on with ${push.id}` } : {}),
    whyNot: push?.state.at === 'held' ? (busy ?? captain) : 'no push is held',
    run: () => push && void act.run((rpc, key, signal) => rpc.push.resume({ key, version, push: push.id }, { signal })),
  });
  useOffer('lock.take', {
    whyNot:
      underWay ?? (lock.state === 'free' ? captain : lock.state === 'held' ? 'it is locked already' : 'the lock was not read'),
    run: () => setLocking('take'),
  });
  useOffer('lock.clear', {
    whyNot: underWay ?? (lock.state === 'held' ? captain : 'there is no lock'),
    run: () => setLocking('clear'),
  });
  useOffer('push.plan', {
    ...(newest ? { label: `Plan ${short(newest.revision)}, the newest commit` } : {}),
    whyNot: newest ? null : 'no commit is waiting',
    run: () => newest && go({ room: 'push', plan: newest.short || short(newest.revision) }),
  });
  useOffer('go.report', {
    ...(push ? { label: `Report of ${push.id}` } : {}),
    whyNot: push ? null : 'there was no push yet',
    run: () => push && go({ room: 'report', push: push.id, phase: null, gauge: null }),
  });

  return (
    <>
      {act.refusal && (
        <div className={css.float}>
          <RefusalNote refusal={act.refusal} onDismiss={act.clear} onLookAgain={act.clear} />
        </div>
      )}
      {locking && <LockDialog what={locking} desk={desk} onClose={() => setLocking(null)} />}
    </>
  );
}
