import { useState } from 'react';
import type { SettingsView } from '../../../../shared/contract/settings';
import type { Dashboard } from '../../../../shared/contract/trends';
import type { TrendsPlace } from '../../../../shared/trends/place';
import { ActionButton } from '../../../actions/action-button';
import { useOffer } from '../../../actions/registry';
import { dashboardNameFault } from '../../../config-draft/dashboard-checks';
import { change } from '../../../config-draft/draft-store';
import { textOf, type Group } from '../../../config-draft/plain';
import { Saving } from '../../../config-draft/saving';
import { nameOfDashboard } from '../../../config-draft/working-dashboards';
import type { WorkingDashboard, WorkingPanel } from '../../../config-draft/working-types';
import { go } from '../../../router';
import type { Query } from '../../../state/query';
import type { PanelWorld } from '../panel';
import { addressIn, dashboardIds, panelIds } from './drafted';
import {
  changedPanel,
  copyOf,
  movedPanel,
  nameForCopy,
  newDashboard,
  placeOf,
  renamed,
  whyNotMoved,
  withoutPanel,
  withPanel,
  type PanelMove,
} from './edit-dashboards';
import { EditMenu } from './edit-menu';
import { NameDialog } from './name-dialog';
import { PanelDialog, type Begun } from './panel-dialog';
import { endOf, toPlace, type Where } from './panel-where';
import { revealPanel } from './reveal-panel';
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

type Asked = 'name' | 'copy' | 'new' | 'panel';

/** Everything that changes dashboards: its acts, what they ask, and what is not saved yet. */
export function Editing({ place, file, dashboards, dashboard, editable, world, panel, onPanel, onWritten }: Props) {
  const { all, own, whyNot, whyNotOwn } = editable;
  const [asked, setAsked] = useState<Asked | null>(null);
  const [begun, setBegun] = useState<{ readonly of: string; readonly as: Begun } | null>(null);
  const focused = useFocusedPanel();
  const panels = own ? panelIds(own) : new Map<string, WorkingPanel>();
  const here = panels.get(place.panel ?? focused ?? '') ?? null;
  const edited = panel === null ? null : (panels.get(panel) ?? null);

  const put = (next: readonly WorkingDashboard[]) => change((working) => ({ ...working, dashboards: next }));
  /** Goes to a dashboard among those that are now, and shows a panel of it. */
  const show = (next: readonly WorkingDashboard[], id: string, of: WorkingPanel | null) => {
    const now = next.find((one) => one.id === id);
    const address = now && of && addressIn(panelIds(now), of.id);
    const whole = place.panel !== null && address ? address : null;
    go({ room: 'trends', ...place, dashboard: addressIn(dashboardIds(next), id), explore: false, expression: null, panel: whole });
    if (address) revealPanel(address);
  };
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

  const add = (value: Group, where: Where) => {
    const made = where.dashboard === null ? newDashboard(where.name) : null;
    const next = withPanel(made ? [...all, made] : all, where.dashboard ?? made?.id ?? '', value, toPlace(where));
    const id = where.dashboard ?? made?.id ?? '';
    const before = all.find((one) => one.id === id)?.rows.flatMap((row) => row.panels) ?? [];
    put(next);
    close();
    const added = next.find((one) => one.id === id)?.rows.flatMap((row) => row.panels);
    show(next, id, added?.find((one) => !before.includes(one)) ?? null);
  };
  const edit = (of: WorkingPanel, value: Group, where: Where) => {
    if (!own) return;
    const next = changedPanel(all, own.id, of, value, toPlace(where));
    put(next);
    close();
    show(next, own.id, of);
  };
  const remove = (of: WorkingPanel) => {
    if (!own) return;
    const next = withoutPanel(all, own.id, of);
    const at = [...panels.values()].indexOf(of);
    const left = [...panelIds(next.find(({ id }) => id === own.id) ?? own).keys()];
    put(next);
    close();
    if (place.panel !== null) go({ room: 'trends', ...place, panel: null });
    // Who walks the panels goes on beside the one that has gone.
    const beside = left[at] ?? left.at(-1);
    if (beside !== undefined) revealPanel(beside);
  };
  const move = (way: PanelMove) => {
    if (!own || !here) return;
    const next = movedPanel(all, own.id, here, way);
    put(next);
    show(next, own.id, here);
  };
  const addDashboard = (made: WorkingDashboard) => {
    const next = [...all, made];
    put(next);
    show(next, made.id, null);
  };

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
  useOffer('trends.panel-earlier', { whyNot: whyNotMove('earlier'), run: () => move('earlier') });
  useOffer('trends.panel-later', { whyNot: whyNotMove('later'), run: () => move('later') });
  useOffer('trends.panel-up', { whyNot: whyNotMove('up'), run: () => move('up') });
  useOffer('trends.panel-down', { whyNot: whyNotMove('down'), run: () => move('down') });
  useOffer('trends.remove-panel', {
    label: here ? titled('Remove') : 'Remove the panel',
    whyNot: whyNotHere,
    run: () => here && remove(here),
  });
  useOffer('trends.new-dashboard', { whyNot, run: () => setAsked('new') });
  useOffer('trends.rename-dashboard', { whyNot: whyNotOwn, run: () => setAsked('name') });
  useOffer('trends.copy-dashboard', {
    whyNot: whyNot ?? (!dashboard ? 'no dashboard is open' : dashboard.generated ? null : 'it stands there already'),
    run: () => setAsked('copy'),
  });
  useOffer('trends.remove-dashboard', {
    whyNot: whyNotOwn,
    run: () => {
      put(all.filter((one) => one !== own));
      go({ room: 'trends', ...place, dashboard: null, panel: null });
    },
  });

  // A generated one keeps its address: no other is given one like it.
  const nameFaultOf = (name: string, but: WorkingDashboard | null = null): string | null => {
    const others = all.filter((one) => one !== but);
    const taken = [...dashboardIds(others)].map(([id, one]) => ({ id, name: nameOfDashboard(one) }));
    return dashboardNameFault(name, [...taken, ...dashboards.filter((one) => one.generated)]);
  };
  const target = own ?? (place.explore ? (all[0] ?? null) : null);
  const explored: Group = place.explore && place.expression !== null ? { title: '', metric: place.expression } : {};
  const newKey = JSON.stringify([own?.id, explored, all.map(({ id, rows }) => [id, rows.map((row) => row.id)])]);
  const editKey = JSON.stringify(edited);
  return (
    <>
      <Saving quiet onAgain={file.again} onWritten={onWritten} />
      {place.explore ? <ActionButton id="trends.add-panel" small /> : <EditMenu />}
      {asked === 'panel' && (
        <PanelDialog
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
          onDone={add}
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
          onDone={(value, where) => edit(edited, value, where)}
          onRemove={() => remove(edited)}
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
            addDashboard(newDashboard(name));
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
            const next = renamed(all, own.id, name);
            put(next);
            close();
            show(next, own.id, null);
          }}
        >
          Its address is made from its name: links to it lead nowhere then.
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
            addDashboard(copyOf(dashboard, name));
            close();
          }}
        >
          All its rows as they are now, to be changed as you like. The generated one stays.
        </NameDialog>
      )}
    </>
  );
}
