import type { Dashboard, Panel } from '../../../shared/contract/trends';
import type { StateBlock } from '../../../shared/desk/state-block';
import type { WallTurn } from '../../../shared/route';

/** As many panels of a dashboard as a wall has room for. */
export interface WallPage {
  readonly dashboard: string;
  readonly name: string;
  readonly panels: readonly Panel[];
  /** 1: the first of this dashboard. */
  readonly part: number;
  readonly parts: number;
}

/** What a turning wall goes through besides the fleet: the dashboards that it is told, else those of capstan.yaml, else those that are made. */
export function wallPages(dashboards: readonly Dashboard[], { show }: WallTurn, most: number): readonly WallPage[] {
  const own = dashboards.filter((one) => !one.generated);
  const named = show.flatMap((id) => dashboards.find((one) => one.id === id) ?? []);
  return (show.length > 0 ? named : own.length > 0 ? own : dashboards).flatMap(({ id, name, rows }) => {
    const panels = rows.flatMap((row) => row.panels);
    const parts = Math.ceil(panels.length / most);
    return Array.from({ length: parts }, (_, part) => ({
      dashboard: id,
      name,
      panels: panels.slice(part * most, (part + 1) * most),
      part: part + 1,
      parts,
    }));
  });
}

/**
 * Which page it is time for; null: the fleet, which comes first in each round. By the clock alone, so that screens beside one another turn
 * together. Nothing is turned away from: while something is wrong, or a push is under way, it stays at the fleet.
 */
export function pageAt(pages: readonly WallPage[], everyMs: number, now: number, tone: StateBlock['tone']): WallPage | null {
  if (tone !== 'ok') return null;
  const turn = Math.floor(now / everyMs) % (pages.length + 1);
  return pages[turn - 1] ?? null;
}
