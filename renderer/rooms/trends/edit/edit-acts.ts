import type { Dashboard } from '../../../../shared/contract/trends';
import type { TrendsPlace } from '../../../../shared/trends/place';
import { change } from '../../../config-draft/draft-store';
import type { Group } from '../../../config-draft/plain';
import type { WorkingDashboard, WorkingPanel } from '../../../config-draft/working-types';
import { go } from '../../../router';
import { addressIn, dashboardIds, panelIds } from './drafted';
import {
  changedPanel,
  copyOf,
  movedPanel,
  newDashboard,
  renamed,
  withoutPanel,
  withPanel,
  withRowTitle,
  type PanelMove,
} from './edit-dashboards';
import { toPlace, type Where } from './panel-where';
import { revealPanel } from './reveal-panel';
import type { Editable } from './use-editable';

/** What can be done to the dashboards of the draft. Each act goes to what it made or changed. */
export interface EditActs {
  readonly addDashboard: (name: string) => void;
  readonly copy: (dashboard: Dashboard, name: string) => void;
  readonly rename: (name: string) => void;
  readonly removeDashboard: () => void;
  readonly addPanel: (value: Group, where: Where) => void;
  readonly changePanel: (panel: WorkingPanel, value: Group, where: Where) => void;
  readonly movePanel: (panel: WorkingPanel, way: PanelMove) => void;
  readonly nameRow: (panel: WorkingPanel, title: string) => void;
  readonly removePanel: (panel: WorkingPanel) => void;
}

/** The acts on the dashboards as they are edited now; those on one are on the one that is shown. */
export function editActs(place: TrendsPlace, { all, own }: Editable): EditActs {
  const put = (next: readonly WorkingDashboard[]) => change((working) => ({ ...working, dashboards: next }));
  /** Makes the change, and goes to a dashboard and a panel of it. */
  const putAndShow = (next: readonly WorkingDashboard[], id: string, panel: WorkingPanel | null) => {
    put(next);
    const dashboard = next.find((one) => one.id === id);
    const address = dashboard && panel && addressIn(panelIds(dashboard), panel.id);
    // Where one panel fills the room, it goes on doing so under its new address.
    const whole = place.panel !== null && address ? address : null;
    go({ room: 'trends', ...place, dashboard: addressIn(dashboardIds(next), id), explore: false, expression: null, panel: whole });
    if (address) revealPanel(address);
  };
  const add = (made: WorkingDashboard) => putAndShow([...all, made], made.id, null);
  return {
    addDashboard: (name) => add(newDashboard(name)),
    copy: (dashboard, name) => add(copyOf(dashboard, name)),
    rename: (name) => {
      if (own) putAndShow(renamed(all, own.id, name), own.id, null);
    },
    removeDashboard: () => {
      put(all.filter((one) => one !== own));
      go({ room: 'trends', ...place, dashboard: null, panel: null });
    },
    addPanel: (value, where) => {
      const onto = all.find(({ id }) => id === where.dashboard) ?? newDashboard(where.name);
      const next = withPanel(all.includes(onto) ? all : [...all, onto], onto.id, value, toPlace(where));
      const before = panelsOf(onto);
      const made = panelsOf(next.find(({ id }) => id === onto.id)).find((panel) => !before.includes(panel));
      putAndShow(next, onto.id, made ?? null);
    },
    changePanel: (panel, value, where) => {
      if (own) putAndShow(changedPanel(all, own.id, panel, value, toPlace(where)), own.id, panel);
    },
    movePanel: (panel, way) => {
      if (own) putAndShow(movedPanel(all, own.id, panel, way), own.id, panel);
    },
    nameRow: (panel, title) => {
      if (own) putAndShow(withRowTitle(all, own.id, panel, title), own.id, panel);
    },
    removePanel: (panel) => {
      if (!own) return;
      const next = withoutPanel(all, own.id, panel);
      const dashboard = next.find(({ id }) => id === own.id) ?? own;
      const left = panelsOf(dashboard);
      put(next);
      if (place.panel !== null) go({ room: 'trends', ...place, panel: null });
      // Who walks the panels goes on beside the one that has gone.
      const beside = left[panelsOf(own).indexOf(panel)] ?? left.at(-1);
      const address = beside && addressIn(panelIds(dashboard), beside.id);
      if (address) revealPanel(address);
    },
  };
}

const panelsOf = (dashboard: WorkingDashboard | undefined): readonly WorkingPanel[] =>
  dashboard?.rows.flatMap((row) => row.panels) ?? [];
