import type { Dashboard } from '../../../../shared/contract/trends';
import { slug, unique, withIds } from '../../../../shared/trends/panel-ids';
import { textOf } from '../../../config-draft/plain';
import { isChanged, nameOfDashboard } from '../../../config-draft/working-dashboards';
import type { WorkingDashboard, WorkingPanel } from '../../../config-draft/working-types';
import { panelOf } from './panel-plain';

/**
 * The dashboards as they would be with what was edited, with the addresses that the engine will give them. Those that nobody edited are the
 * engine's own. `before`: as they stand in the file; `known`: as the engine has them.
 */
export function drafted(
  before: readonly WorkingDashboard[],
  now: readonly WorkingDashboard[],
  known: readonly Dashboard[],
): readonly Dashboard[] {
  const taken = new Set<string>();
  const own = now.map((dashboard) => {
    const name = nameOfDashboard(dashboard);
    const id = unique(slug(name), taken);
    const old = dashboard.from === null ? undefined : before[dashboard.from];
    const engines = old && !isChanged(old, dashboard) ? known.find((one) => !one.generated && one.id === id) : undefined;
    return (
      engines ??
      withIds(
        id,
        name,
        false,
        dashboard.rows.map(({ value, panels }) => ({
          title: textOf(value['title']) || null,
          panels: panels.map((panel) => panelOf(panel.value)),
        })),
      )
    );
  });
  const generated = known.filter((one) => one.generated).map((one) => ({ ...one, id: unique(one.id, taken) }));
  return [...own, ...generated];
}

/** The dashboards that are edited by their addresses. */
export function dashboardIds(now: readonly WorkingDashboard[]): ReadonlyMap<string, WorkingDashboard> {
  const taken = new Set<string>();
  return new Map(now.map((dashboard) => [unique(slug(nameOfDashboard(dashboard)), taken), dashboard]));
}

/** The panels of a dashboard by their addresses. */
export function panelIds({ rows }: WorkingDashboard): ReadonlyMap<string, WorkingPanel> {
  const taken = new Set<string>();
  const panels = rows.flatMap((row) => row.panels);
  return new Map(panels.map((panel) => [unique(slug(textOf(panel.value['title'])), taken), panel]));
}

/** The address of a dashboard or a panel among them, found by what it is while it is edited. */
export const addressIn = (all: ReadonlyMap<string, { readonly id: string }>, id: string): string | null =>
  [...all].find(([, one]) => one.id === id)?.[0] ?? null;
