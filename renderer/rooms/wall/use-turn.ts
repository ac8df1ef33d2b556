import { useMemo } from 'react';
import type { Dashboard } from '../../../shared/contract/trends';
import type { StateBlock } from '../../../shared/desk/state-block';
import { usualTurn, type WallTurn } from '../../../shared/route';
import { useLocalNow } from '../../state/clock';
import { useQuery } from '../../state/query';
import { pageAt, wallPages, type WallPage } from './rotation';

const mostPanels = 4;
const none: readonly Dashboard[] = [];

/** The page of a dashboard that is shown now; null: the fleet. Dashboards are read again each round, for who edits them elsewhere. */
export function useTurn(turn: WallTurn | null, tone: StateBlock['tone']): WallPage | null {
  const now = useLocalNow();
  const { everyS, show } = turn ?? usualTurn;
  const everyMs = everyS * 1000;
  const { data } = useQuery(
    turn && 'dashboards',
    (rpc, signal) => rpc.trends.dashboards(undefined, { signal }),
    Math.floor(now / Math.max(60_000, everyMs)),
  );
  const told = show.join('\n');
  const pages = useMemo(
    () => wallPages(data ?? none, { everyS, show: told === '' ? [] : told.split('\n') }, mostPanels),
    [data, everyS, told],
  );
  return turn ? pageAt(pages, everyMs, now, tone) : null;
}
