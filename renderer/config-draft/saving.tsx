import { useState } from 'react';
import { count } from '../../shared/format/words';
import { ActionButton } from '../actions/action-button';
import { useOffer } from '../actions/registry';
import { Button } from '../parts/button';
import { discard, useDraftStore } from './draft-store';
import { firstFault } from './first-fault';
import { SaveDialog } from './save-dialog';
import { useDraft, useDraftFaults, useWhyNotWritten } from './use-draft';
import css from './saving.module.css';

interface Props {
  /** Reads the file again. */
  readonly onAgain: () => void;
  /** Shows no button while there is nothing to save. */
  readonly quiet?: boolean;
  /** Before what was edited is forgotten because it has been written. */
  readonly onWritten?: () => void;
}

/** How much is not saved, a way to drop it and one to save it; and the asking of the engine what the file would be. */
export function Saving({ onAgain, quiet = false, onWritten }: Props) {
  useDraft(onAgain);
  const { working, edits, answer } = useDraftStore();
  const [asking, setAsking] = useState(false);
  const [done, setDone] = useState('');
  const whyNotWritten = useWhyNotWritten();
  const fault = working && edits.length > 0 ? firstFault(working) : null;
  // Whoever saves while the engine still checks sees in the dialog what it says.
  const isFaulty = useDraftFaults().length > 0 && answer?.to === JSON.stringify(edits);
  useOffer('settings.save', {
    label: 'Save…',
    whyNot:
      whyNotWritten ?? (edits.length === 0 ? 'nothing is changed' : (fault ?? (isFaulty ? 'the file would have faults' : null))),
    run: () => setAsking(true),
  });
  return (
    <div className={css.acts}>
      <span role="status" className="mid">
        {edits.length > 0 ? `${count(edits.length, 'change')} not saved` : done}
      </span>
      {edits.length > 0 && (
        <Button
          small
          onClick={() => {
            setDone('');
            discard();
          }}
        >
          Drop {edits.length === 1 ? 'it' : 'them'}
        </Button>
      )}
      {(!quiet || edits.length > 0) && <ActionButton id="settings.save" kind="main" small />}
      {asking && (
        <SaveDialog
          onClose={() => setAsking(false)}
          onWritten={() => onWritten?.()}
          onSaved={(words) => {
            setAsking(false);
            setDone(words);
            onAgain();
          }}
          onStale={onAgain}
        />
      )}
    </div>
  );
}
