import { useMemo, useState } from 'react';
import type { Overlay, PanelQuery, Stretch, TrendData } from '../../../shared/contract/trends';
import { useQuery, type Query } from '../../state/query';

const points = 150;

interface Held {
  readonly about: string;
  readonly data: TrendData;
  /** Of what it is the answer. */
  readonly toMs: number;
  readonly lengthMs: number;
}

/** How the hosts of a panel are shown. */
export interface HostsShown {
  readonly overlay: Overlay | null;
  /** Only the lines of these; empty: of all. */
  readonly hosts: readonly string[];
}

/** What a panel shows, and over which stretch. */
export type Trend = Query<TrendData> & { readonly stretch: Stretch };

/**
 * What a panel shows over a stretch. Asked for only while somebody can see it; what was last answered stays until the next answer, also when the
 * stretch is another one: a zoom shows at once what is known of it. A live one moves on only with an answer: what takes longer than a step is waited
 * for, not asked again and again, and a chart is drawn once a step and not twice.
 */
export function useTrend(
  queries: readonly PanelQuery[],
  { overlay, hosts }: HostsShown,
  { fromMs, toMs }: Stretch,
  isLive: boolean,
  wanted: boolean,
): Trend {
  const about = JSON.stringify([queries, overlay, hosts]);
  const lengthMs = toMs - fromMs;
  const question = wanted && queries.length > 0 ? `trend ${about} ${isLive ? lengthMs : `${fromMs} ${toMs}`}` : null;
  const [turn, setTurn] = useState(toMs);
  const answer = useQuery(
    question,
    (rpc, signal) => rpc.trends.read({ fromMs, toMs, queries: [...queries], overlay, hosts: [...hosts], points }, { signal }),
    isLive ? turn : 0,
    // Eight answers come at once.
    true,
  );
  const [held, setHeld] = useState<Held | null>(null);
  if (answer.data && answer.settled && (held?.data !== answer.data || held.about !== about))
    setHeld({ about, data: answer.data, toMs: isLive ? turn : toMs, lengthMs });
  if (turn !== toMs && (answer.settled || question === null)) setTurn(toMs);
  const mine = held?.about === about ? held : null;
  const shownMs = isLive && mine?.lengthMs === lengthMs ? mine.toMs : toMs;
  const stretch = useMemo(() => ({ fromMs: shownMs - lengthMs, toMs: shownMs }), [shownMs, lengthMs]);
  return { ...answer, data: mine?.data ?? null, stretch };
}
