import { useState } from 'react';
import { ActionButton } from '../../actions/action-button';
import { useOffer } from '../../actions/registry';
import { Button } from '../../parts/button';
import { Mark } from '../../parts/mark';
import { RefusalNote } from '../../parts/refusal-note';
import { Tabs } from '../../parts/tabs';
import { EmptyState, ErrorState, Skeleton } from '../../parts/states';
import { settingsSections, type SettingsSection } from '../../../shared/route';
import { go } from '../../router';
import { useDesk } from '../../state/desk';
import { useWhyNot } from '../../state/rights';
import { count } from '../../../shared/format/words';
import { Acts } from './acts';
import { Backups } from './backups';
import { Changes } from './changes';
import { firstFault, otherFaults, sentenceOf } from './checks';
import { DeskSection } from './desk-section';
import { discard, redoOnFresh, useDraftStore } from './draft-store';
import { Limits } from './limits';
import { PushSection } from './push-section';
import { SaveDialog } from './save-dialog';
import { useDraft, useFile } from './use-draft';
import css from './settings-room.module.css';

const names: Readonly<Record<SettingsSection, string>> = {
  limits: 'Limits',
  push: 'Push',
  changes: 'Changes',
  desk: 'This desk',
  backups: 'Backups',
  acts: 'Who did what',
};

const isSection = (id: string): id is SettingsSection => settingsSections.some((section) => section === id);

/** The configuration as forms, what became of it, and what this desk does by itself. */
export function SettingsRoom({ section, gauge }: { section: SettingsSection; gauge: string | null }) {
  const file = useFile();
  const [asking, setAsking] = useState(false);
  const [done, setDone] = useState('');
  useDraft(file.again);
  const { view, working, edits, answer } = useDraftStore();
  const right = useWhyNot('captain');
  const whyNotWritten = right ?? view?.whyNot ?? null;
  const fault = working && edits.length > 0 ? firstFault(working) : null;
  const faults = (edits.length > 0 ? answer?.draft?.faults : null) ?? [];
  // Whoever saves while the engine still checks sees in the dialog what it says.
  const isFaulty = faults.length > 0 && answer?.to === JSON.stringify(edits);

  useOffer('settings.save', {
    label: 'Save…',
    whyNot:
      whyNotWritten ?? (edits.length === 0 ? 'nothing is changed' : (fault ?? (isFaulty ? 'the file would have faults' : null))),
    run: () => setAsking(true),
  });

  const panel = (of: SettingsSection) => {
    if (of === 'changes') return <Changes />;
    if (of === 'desk') return <DeskSection />;
    if (of === 'backups') return <Backups />;
    if (of === 'acts') return <Acts />;
    if (!view || !working)
      return (
        <div className={css.body}>
          {file.refusal && <ErrorState refusal={file.refusal} onAgain={file.again} />}
          {view ? <Unusable whyNot={view.whyNot} /> : !file.refusal && <Skeleton label="Reading the file" rows={8} />}
        </div>
      );
    const readOnly = whyNotWritten !== null;
    return of === 'limits' ? (
      <Limits working={working} view={view} faults={faults} readOnly={readOnly} chosen={gauge} />
    ) : (
      <PushSection push={working.push} faults={faults} readOnly={readOnly} />
    );
  };

  return (
    <div className={css.room}>
      <header className={css.head}>
        <h1>Settings</h1>
        <p className="mid clip" title={view?.file ?? undefined}>
          {view?.file ?? ''}
        </p>
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
          <ActionButton id="settings.save" kind="main" small />
        </div>
      </header>
      {(section === 'limits' || section === 'push') && <Notes whyNot={whyNotWritten} />}
      <Tabs
        label="Settings"
        className={css.tabs ?? ''}
        chosen={section}
        onChosen={(id) => isSection(id) && id !== section && go({ room: 'settings', section: id, gauge: null })}
        tabs={settingsSections.map((id) => ({ id, name: names[id], panel: id === section ? panel(id) : null }))}
      />
      {asking && (
        <SaveDialog
          onClose={() => setAsking(false)}
          onSaved={(words) => {
            setAsking(false);
            setDone(words);
            file.again();
          }}
          onStale={file.again}
        />
      )}
    </div>
  );
}

/** What has to be said over the forms: that they cannot be saved, that the file is another one, that it has other faults. */
function Notes({ whyNot }: { whyNot: string | null }) {
  const { view, edits, fresh, answer } = useDraftStore();
  const desk = useDesk();
  const own = edits.length > 0 ? answer : null;
  const faults = own?.draft ? otherFaults(own.draft.faults) : edits.length === 0 ? (view?.faults ?? []) : [];
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
            <span className="mid">Nothing of yours is lost: your changes can be made again on what it says now.</span>
          </p>
          <span className={css.noteActs}>
            <Button small kind="main" onClick={redoOnFresh}>
              Make my changes again
            </Button>
            <Button small onClick={discard}>
              Drop my changes
            </Button>
          </span>
        </div>
      )}
      {faults.slice(0, 5).map((fault) => (
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

const Unusable = ({ whyNot }: { whyNot: string | null }) => (
  <EmptyState
    title={whyNot ? `There is nothing to show as forms: ${whyNot}` : 'The file is written in a way that forms cannot show'}
  >
    {whyNot ? undefined : 'Mend it in an editor.'}
  </EmptyState>
);
