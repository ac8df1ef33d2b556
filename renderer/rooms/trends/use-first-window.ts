import { useEffect } from 'react';
import type { TrendsPlace } from '../../../shared/trends/place';
import { usualWindow, windowOver } from '../../../shared/trends/windows';
import { go } from '../../router';
import { useDeskStore } from '../../state/desk';
import { useQuery } from '../../state/query';

/** Where nobody chose a time, a store that is young is shown in a window that fits it: its few minutes would be a speck in the usual one. */
export function useFirstWindow(place: TrendsPlace): void {
  const { data } = useQuery(place.time === null ? 'since' : null, (rpc, signal) => rpc.trends.store(undefined, { signal }));
  const since = data?.since ?? null;
  useEffect(() => {
    if (place.time !== null || since === null) return;
    const last = windowOver(Date.now() + useDeskStore.getState().offsetMs - since);
    if (last !== usualWindow) go({ room: 'trends', ...place, time: { last } }, true);
  }, [place, since]);
}
