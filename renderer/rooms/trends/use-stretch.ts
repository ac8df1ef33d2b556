import { useMemo } from 'react';
import type { Stretch } from '../../../shared/contract/trends';
import type { TrendTime } from '../../../shared/trends/place';
import { trendWindows } from '../../../shared/trends/windows';
import { useNowEvery } from '../../state/clock';
import { liveStepMs, stretchOf } from './stretches';

const standing = 60_000;

/** The stretch that is shown, the same object until it moves, and about what time it is. */
export function useStretch(time: TrendTime): { readonly stretch: Stretch; readonly now: number } {
  const now = useNowEvery('last' in time ? liveStepMs(trendWindows[time.last]) : standing);
  const { fromMs, toMs } = stretchOf(time, now);
  const stretch = useMemo(() => ({ fromMs, toMs }), [fromMs, toMs]);
  return { stretch, now };
}
