import { useState } from 'react';
import type { SettingsView } from '../../../../shared/contract/settings';
import type { Dashboard } from '../../../../shared/contract/trends';
import type { TrendsPlace } from '../../../../shared/trends/place';
import { ActionButton } from '../../../actions/action-button';
import { useOffer } from '../../../actions/registry';
import { dashboardNameFault } from '../../../config-draft/dashboard-checks';
import { textOf, type Group } from '../../../config-draft/plain';
import { Saving } from '../../../config-draft/saving';
import { nameOfDashboard } from '../../../config-draft/working-dashboards';
import type { WorkingDashboard, WorkingPanel } from '../../../config-draft/working-types';
import type { Query } from '../../../state/query';
import type { PanelWorld } from '../panel';
import { addressIn, dashboardIds, panelIds } from './drafted';
import { editActs } from './edit-acts';
import { nameForCopy, placeOf, whyNotMoved, type PanelMove } from './edit-dashboards';
import { EditMenu } from './edit-menu';
import { NameDialog } from './name-dialog';
import { PanelDialog, type Begun } from './panel-dialog';
import { endOf } from './panel-where';
import type { Editable } from './use-editable';
import { useFocusedPanel } from './use-focused-panel';

interface Props {
  readonly place: TrendsPlace;
  readonly file: Query<SettingsView>;
  /** All that are shown, and the one that is open. */
  readonly dashboards: readonly Dashboard[];
  readonly dashboard: Dashboard | null;
  readonly editable: Editable;
  readonly world: PanelWorld;
  /** The address of the panel that somebody wants to edit; null: none. */
  readonly panel: string | null;
  readonly onPanel: (panel: string | null) => void;
  readonly onWritten: () => void;
}

type Asked = 'name' | 'copy' | 'new' | 'panel' | 'row';

/** Everything that changes dashboards: its acts, what they ask, and what is not saved yet. */
export function Editing({ place, file, dashboards, dashboard, editable, world, panel, onPanel, onWritten }: Props) {
  const { all, own, whyNot, whyNotOwn } = editable;
  const [asked, setAsked] = useState<Asked | null>(null);
  const [begun, setBegun] = useState<{ readonly of: string; readonly as: Begun } | null>(null);
  const focused = useFocusedPanel();
  const panels = own ? panelIds(own) : new Map<string, WorkingPanel>();
  const here = panels.get(place.panel ?? focused ?? '') ?? null;
  const edited = panel === null ? null : (panels.get(panel) ?? null);

  const acts = editActs(place, editable);
  const close = () => {
    setBegun(null);
    setAsked(null);
    onPanel(null);
  };
  /** What was typed stays as long as it is about the same. */
  const leave = (of: string) => (as: Begun) => {
    close();
    setBegun({ of, as });
  };
  const begunOf = (of: string): Begun | null => (begun?.of === of ? begun.as : null);

  const whyNotHere = whyNotOwn ?? (here ? null : 'the keyboard is in no panel');
  const whyNotMove = (way: PanelMove) => whyNotHere ?? (own && here && whyNotMoved(own, here, way));
  const titled = (words: string) => (here ? `${words} ${textOf(here.value['title'])}` : words);
  useOffer('trends.add-panel', {
    label: place.explore ? 'Add to a dashboard…' : 'Add a panel…',
    whyNot: place.explore ? (whyNot ?? (place.expression === null ? 'nothing is drawn yet' : null)) : whyNotOwn,
    run: () => setAsked('panel'),
  });
  useOffer('trends.edit-panel', {
    label: here ? `${titled('Edit')}…` : 'Edit the panel…',
    whyNot: whyNotHere,
    run: () => here && onPanel(addressIn(panels, here.id)),
  });
  useOffer('trends.panel-earlier', { whyNot: whyNotMove('earlier'), run: () => here && acts.movePanel(here, 'earlier') });
  useOffer('trends.panel-later', { whyNot: whyNotMove('later'), run: () => here && acts.movePanel(here, 'later') });
  useOffer('trends.panel-up', { whyNot: whyNotMove('up'), run: () => here && acts.movePanel(here, 'up') });
  useOffer('trends.panel-down', { whyNot: whyNotMove('down'), run: () => here && acts.movePanel(here, 'down') });
  useOffer('trends.name-row', { whyNot: whyNotHere, run: () => setAsked('row') });
  useOffer('trends.remove-panel', {
    label: here ? titled('Remove') : 'Remove the panel',
    whyNot: whyNotHere,
    run: () => here && acts.removePanel(here),
  });
  useOffer('trends.new-dashboard', { whyNot, run: () => setAsked('new') });
  useOffer('trends.rename-dashboard', { whyNot: whyNotOwn, run: () => setAsked('name') });
  useOffer('trends.copy-dashboard', {
    whyNot: whyNot ?? (!dashboard ? 'no dashboard is open' : dashboard.generated ? null : 'it stands there already'),
    run: () => setAsked('copy'),
  });
  useOffer('trends.remove-dashboard', { whyNot: whyNotOwn, run: acts.removeDashboard });

  // A generated one keeps its address: no other is given one like it.
  const nameFaultOf = (name: string, but: WorkingDashboard | null = null): string | null => {
    const others = all.filter((one) => one !== but);
    const taken = [...dashboardIds(others)].map(([id, one]) => ({ id, name: nameOfDashboard(one) }));
    return dashboardNameFault(name, [...taken, ...dashboards.filter((one) => one.generated)]);
  };
  const target = own ?? (place.explore ? (all[0] ?? null) : null);
  const explored: Group =
    place.explore && place.expression !== null
      ? { title: '', metric: place.expression, ...(place.source === null ? {} : { source: place.source }) }
      : {};
  const newKey = JSON.stringify([own?.id, explored, all.map(({ id, rows }) => [id, rows.map((row) => row.id)])]);
  const editKey = JSON.stringify(edited);
  return (
    <>
      <Saving quiet onAgain={file.again} onWritten={onWritten} />
      {place.explore ? <ActionButton id="trends.add-panel" small /> : <EditMenu />}
      {asked === 'panel' && (
        <PanelDialog
          key={own?.id ?? 'explored'}
          title={place.explore ? 'Add it to a dashboard' : `Add a panel to ${own ? nameOfDashboard(own) : 'a dashboard'}`}
          act="Add the panel"
          value={explored}
          panel={null}
          where={endOf(target)}
          dashboards={all}
          nameFaultOf={nameFaultOf}
          world={world}
          begun={begunOf(newKey)}
          onLeave={leave(newKey)}
          onClose={close}
          onDone={(value, where) => {
            close();
            acts.addPanel(value, where);
          }}
        />
      )}
      {own && edited && (
        <PanelDialog
          key={edited.id}
          title={`Edit ${textOf(edited.value['title'])}`}
          act="Change the panel"
          value={edited.value}
          panel={edited}
          where={{ ...endOf(own), ...placeOf(own, edited) }}
          dashboards={all}
          nameFaultOf={nameFaultOf}
          world={world}
          begun={begunOf(editKey)}
          onLeave={leave(editKey)}
          onClose={close}
          onDone={(value, where) => {
            close();
            acts.changePanel(edited, value, where);
          }}
          onRemove={() => {
            close();
            acts.removePanel(edited);
          }}
        />
      )}
      {asked === 'new' && (
        <NameDialog
          title="New dashboard"
          name=""
          act="Go on to its first panel"
          faultOf={nameFaultOf}
          onClose={close}
          onName={(name) => {
            acts.addDashboard(name);
            setAsked('panel');
          }}
        />
      )}
      {asked === 'name' && own && (
        <NameDialog
          title={`Rename ${nameOfDashboard(own)}`}
          name={nameOfDashboard(own)}
          act="Rename it"
          faultOf={(name) => nameFaultOf(name, own)}
          onClose={close}
          onName={(name) => {
            close();
            acts.rename(name);
          }}
        >
          Its address is made from its name: links to it lead nowhere then.
        </NameDialog>
      )}
      {asked === 'row' && here && (
        <NameDialog
          title={`Row of ${textOf(here.value['title'])}`}
          label="Title of the row"
          name={textOf(own?.rows.find((row) => row.panels.includes(here))?.value['title'])}
          act="Name it"
          faultOf={() => null}
          onClose={close}
          onName={(title) => {
            close();
            acts.nameRow(here, title);
          }}
        >
          It stands above the panels of the row; without one nothing does.
        </NameDialog>
      )}
      {asked === 'copy' && dashboard && (
        <NameDialog
          title={`Copy ${dashboard.name} to capstan.yaml`}
          name={nameForCopy(dashboard, (name) => nameFaultOf(name) !== null)}
          act="Copy it"
          faultOf={nameFaultOf}
          onClose={close}
          onName={(name) => {
            close();
            acts.copy(dashboard, name);
          }}
        >
          All its rows as they are now, to be changed as you like. The generated one stays.
        </NameDialog>
      )}
    </>
  );
}
