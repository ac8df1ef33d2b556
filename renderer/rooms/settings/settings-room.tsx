import { Tabs } from '../../parts/tabs';
import { EmptyState, ErrorState, Skeleton } from '../../parts/states';
import { DraftNotes } from '../../config-draft/draft-notes';
import { useDraftStore } from '../../config-draft/draft-store';
import { otherFaults } from '../../config-draft/faults';
import { Saving } from '../../config-draft/saving';
import { useDraftFaults, useFile, useWhyNotWritten } from '../../config-draft/use-draft';
import { settingsSections, type SettingsSection } from '../../../shared/route';
import { go } from '../../router';
import { Acts } from './acts';
import { Backups } from './backups';
import { Changes } from './changes';
import { DeskSection } from './desk-section';
import { Limits } from './limits';
import { PushSection } from './push-section';
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
  const { view, working } = useDraftStore();
  const whyNotWritten = useWhyNotWritten();
  const faults = useDraftFaults();

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
        <Saving onAgain={file.again} />
      </header>
      {(section === 'limits' || section === 'push') && <DraftNotes whyNot={whyNotWritten} notInForm={otherFaults} />}
      <Tabs
        label="Settings"
        className={css.tabs ?? ''}
        chosen={section}
        onChosen={(id) => isSection(id) && id !== section && go({ room: 'settings', section: id, gauge: null })}
        tabs={settingsSections.map((id) => ({ id, name: names[id], panel: id === section ? panel(id) : null }))}
      />
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
