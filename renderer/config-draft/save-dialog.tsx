import { useState } from 'react';
import { pushUnderWay } from './in-force';
import { Button } from '../parts/button';
import { Dialog } from '../parts/dialog';
import { Field } from '../parts/field';
import { State } from '../parts/mark';
import { RefusalNote } from '../parts/refusal-note';
import { useAct } from '../state/act';
import { useDesk } from '../state/desk';
import { useWhyNot } from '../state/rights';
import { sentenceOf } from './faults';
import { Diff, diffWords } from './diff';
import { saved, take, useDraftStore } from './draft-store';

interface Props {
  readonly onClose: () => void;
  /** Before what was edited is forgotten because it has been written. */
  readonly onWritten: () => void;
  /** Says what happens with it now. */
  readonly onSaved: (words: string) => void;
  readonly onStale: () => void;
}

/** What would be written, why, and when it would hold. */
export function SaveDialog({ onClose, onWritten, onSaved, onStale }: Props) {
  const { view, edits, answer, fresh } = useDraftStore();
  const desk = useDesk();
  const right = useWhyNot('captain');
  const [reason, setReason] = useState('');
  const act = useAct();
  const draft = answer?.to === JSON.stringify(edits) ? answer.draft : null;
  const push = pushUnderWay(desk?.push ?? null);
  const when = push ? `It holds as soon as ${push} has ended: a push keeps the rules it was planned with.` : 'It holds at once.';
  const whyNot =
    right ??
    (act.busy
      ? 'it is being saved'
      : fresh
        ? 'the file has changed since you began'
        : edits.length === 0
          ? 'nothing is changed'
          : !draft
            ? 'it is being checked'
            : draft.faults.length > 0
              ? 'the file would have faults'
              : draft.diff.length === 0
                ? 'nothing would change'
                : null);
  const save = async () => {
    if (!view) return;
    const done = await act.run(async (rpc, key, signal) => {
      await rpc.settings.save({ key, base: view.base, edits: [...edits], reason }, { signal }).catch((error: unknown) => {
        if (typeof error === 'object' && error !== null && 'code' in error && error.code === 'STALE') onStale();
        throw error;
      });
      // Read before anybody can go on: what is edited next is edited on what stands there now.
      const written = await rpc.settings.read(undefined, { signal }).catch(() => null);
      onWritten();
      saved();
      if (written) take(written);
    });
    if (!done) return;
    onSaved(push ? `Saved. It holds when ${push} has ended.` : 'Saved.');
  };
  return (
    <Dialog
      wide
      title="Save capstan.yaml?"
      onClose={onClose}
      acts={
        <>
          <Button onClick={onClose}>Go on editing</Button>
          <Button kind="main" whyNot={whyNot} onClick={() => void save()}>
            Save {draft ? diffWords(draft.diff) : 'it'}
          </Button>
        </>
      }
    >
      {draft ? (
        <Diff lines={draft.diff} label="What would change in the file" />
      ) : (
        <p>
          {fresh
            ? 'The file has changed since you began: go on editing, and make your changes again on it.'
            : 'It is being checked.'}
        </p>
      )}
      {draft?.faults.slice(0, 3).map((fault) => (
        <p key={`${fault.line} ${fault.message}`}>
          <State name="crit">Line {fault.line}</State> {sentenceOf(fault)}
        </p>
      ))}
      <p>{when} Comments and order of the file stay as they are.</p>
      <Field
        label="Reason, for whoever reads the history"
        focusFirst
        value={reason}
        maxLength={500}
        onText={setReason}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && whyNot === null) void save();
        }}
      />
      <RefusalNote refusal={act.refusal} onDismiss={act.clear} />
    </Dialog>
  );
}
