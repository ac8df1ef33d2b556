import { useMemo } from 'react';
import type { Stretch } from '../../../shared/contract/trends';
import type { TrendTime } from '../../../shared/trends/place';
import { useNow } from '../../state/clock';
import { stretchOf } from './stretches';

/** The stretch that is shown: the same object until it moves. */
export function useStretch(time: TrendTime): Stretch {
  const { fromMs, toMs } = stretchOf(time, useNow());
  return useMemo(() => ({ fromMs, toMs }), [fromMs, toMs]);
}
