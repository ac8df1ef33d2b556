import { useMemo } from 'react';
import type { Stretch, TrendMark } from '../../../shared/contract/trends';
import { useQuery } from '../../state/query';

const none: readonly TrendMark[] = [];

/** What happened to the fleet in a stretch. The same list until it says something else: read again, the same answer draws nothing anew. */
export function useMarks({ fromMs, toMs }: Stretch, isLive: boolean): readonly TrendMark[] {
  const { data } = useQuery(
    `marks ${isLive ? toMs - fromMs : `${fromMs} ${toMs}`}`,
    (rpc, signal) => rpc.trends.marks({ fromMs, toMs }, { signal }),
    isLive ? toMs : 0,
  );
  const told = JSON.stringify(data ?? none);
  return useMemo(() => JSON.parse(told) as readonly TrendMark[], [told]);
}
