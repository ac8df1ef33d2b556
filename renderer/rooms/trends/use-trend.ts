import { useState } from 'react';
import type { Overlay, PanelQuery, Stretch, TrendData } from '../../../shared/contract/trends';
import { useQuery, type Query } from '../../state/query';

const points = 150;

/**
 * What a panel shows over a stretch. Asked for only while somebody can see it; what was last answered stays until the next answer, also when the
 * stretch is another one: a zoom shows at once what is known of it. A live one moves on only after an answer: what takes longer than a step is waited for,
 * not asked again and again.
 */
export function useTrend(
  queries: readonly PanelQuery[],
  overlay: Overlay | null,
  { fromMs, toMs }: Stretch,
  isLive: boolean,
  wanted: boolean,
): Query<TrendData> {
  const about = JSON.stringify([queries, overlay]);
  const question = wanted && queries.length > 0 ? `trend ${about} ${isLive ? toMs - fromMs : `${fromMs} ${toMs}`}` : null;
  const [turn, setTurn] = useState(toMs);
  const answer = useQuery(
    question,
    (rpc, signal) => rpc.trends.read({ fromMs, toMs, queries: [...queries], overlay, points }, { signal }),
    isLive ? turn : 0,
    // Eight answers come at once.
    true,
  );
  if (turn !== toMs && (answer.settled || question === null)) setTurn(toMs);
  const [held, setHeld] = useState<{ readonly about: string; readonly data: TrendData } | null>(null);
  if (answer.data && (held?.data !== answer.data || held.about !== about)) setHeld({ about, data: answer.data });
  return { ...answer, data: answer.data ?? (held?.about === about ? held.data : null) };
}
