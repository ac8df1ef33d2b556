import { useState } from 'react';
import type { DeskState } from '../../shared/contract/state';
import { Button } from '../parts/button';
import { Dialog } from '../parts/dialog';
import { Field } from '../parts/field';
import { Person } from '../parts/person';
import { RefusalNote } from '../parts/refusal-note';
import { useAct } from '../state/act';
import { useWhyNot } from '../state/rights';

/** Asks before the push lock is taken or cleared; a lock needs its reason. */
export function LockDialog({ what, desk, onClose }: { what: 'take' | 'clear'; desk: DeskState; onClose: () => void }) {
  const act = useAct();
  const whyNot = useWhyNot('captain');
  const [reason, setReason] = useState('');
  // What was on the screen when this was opened is what is decided on.
  const [decided, setDecided] = useState(desk.version);
  const take = what === 'take';
  const missing = take && !reason.trim() ? 'a lock needs its reason' : null;
  const send = async () => {
    const done = await act.run((rpc, key, signal) =>
      take
        ? rpc.lock.take({ key, version: decided, reason }, { signal })
        : rpc.lock.clear({ key, version: decided, reason }, { signal }),
    );
    if (done) onClose();
  };
  return (
    <Dialog
      title={take ? 'Lock pushes?' : 'Clear the push lock?'}
      onClose={onClose}
      acts={
        <>
          <Button onClick={onClose}>Leave it</Button>
          <Button kind="main" whyNot={act.busy ? 'it is being sent' : (whyNot ?? missing)} onClick={() => void send()}>
            {take ? 'Lock pushes' : 'Clear the lock'}
          </Button>
        </>
      }
    >
      {take ? (
        <p>Nobody can push until it is cleared, from no desk. Rolling back stays possible.</p>
      ) : (
        <p>
          {desk.lock.by === null ? 'Another desk' : <Person name={desk.lock.by} />} holds it
          {desk.lock.desk ? ` from ${desk.lock.desk}` : ''}
          {desk.lock.reason ? `: ${desk.lock.reason}` : ''}. Once it is cleared anybody with the role can push.
        </p>
      )}
      <Field label={take ? 'Reason, shown at every desk' : 'Reason'} focusFirst maxLength={500} value={reason} onText={setReason} />
      <RefusalNote
        refusal={act.refusal}
        onDismiss={act.clear}
        onLookAgain={() => {
          setDecided(desk.version);
          act.clear();
        }}
      />
    </Dialog>
  );
}
