import { useState } from 'react';
import type { SettingsView } from '../../shared/contract/settings';
import type { ConfigFault } from '../../shared/contract/state';
import { Button } from '../parts/button';
import { Mark } from '../parts/mark';
import { RefusalNote } from '../parts/refusal-note';
import { useDesk } from '../state/desk';
import { discard, redoOnFresh, useDraftStore } from './draft-store';
import { sentenceOf } from './faults';
import css from './draft-notes.module.css';

const most = 5;

interface Props {
  /** Why nothing can be changed, where that has to be said; null: it can, or it is said elsewhere. */
  readonly whyNot: string | null;
  /** Of the faults of a draft those that are not said at a field. */
  readonly notInForm: (faults: readonly ConfigFault[]) => readonly ConfigFault[];
}

/** What has to be said over what is edited: that it cannot be saved, that the file is another one, that it has faults elsewhere. */
export function DraftNotes({ whyNot, notInForm }: Props) {
  const { view, edits, fresh, answer } = useDraftStore();
  const desk = useDesk();
  const [odd, setOdd] = useState<SettingsView | null>(null);
  const isOdd = odd !== null && odd === fresh;
  const own = edits.length > 0 ? answer : null;
  const faults = own?.draft ? notInForm(own.draft.faults) : edits.length === 0 ? (view?.faults ?? []) : [];
  if (!view || (!whyNot && !fresh && faults.length === 0 && !own?.refusal)) return null;
  return (
    <div className={css.notes}>
      {whyNot && (
        <p className={css.note}>
          <Mark name="dash" />
          <span>To look at, not to change: {whyNot}.</span>
        </p>
      )}
      {fresh && (
        <div className={css.warn} role="alert">
          <Mark name="warn" />
          <p>
            <b>The file has changed since you began.</b>{' '}
            <span className="mid">
              {isOdd
                ? 'Your changes cannot be made again: it is written in a way now that cannot be shown here. Mend it in an editor.'
                : 'Nothing of yours is lost: your changes can be made again on what it says now.'}
            </span>
          </p>
          <span className={css.acts}>
            <Button small kind="main" onClick={() => setOdd(redoOnFresh() ? null : fresh)}>
              Make my changes again
            </Button>
            <Button small onClick={discard}>
              Drop my changes
            </Button>
          </span>
        </div>
      )}
      {faults.slice(0, most).map((fault) => (
        <p key={`${fault.path} ${fault.line} ${fault.message}`} className={css.note}>
          <Mark name="crit" />
          <span>
            <b>Line {fault.line}</b>
            {fault.path && <span className="mid"> {fault.path}</span>}: {sentenceOf(fault)}
          </span>
        </p>
      ))}
      {faults.length > 0 && edits.length === 0 && desk && (
        <p className="mid">The configuration from before stays in force until this is mended.</p>
      )}
      <RefusalNote refusal={own?.refusal ?? null} />
    </div>
  );
}
