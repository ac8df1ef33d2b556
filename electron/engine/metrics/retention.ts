import type { TrendsConfig } from '../../../shared/config/config';
import type { Retention } from './store/options';
import type { TierNumber } from './store/statements';

/** What of each tier is kept, by the configuration. Readings and minutes take most of the room, as they are most of what there is. */
export function retentionOf({ keep, maxBytes }: TrendsConfig): Record<TierNumber, Retention> {
  const share = (part: number) => Math.floor(maxBytes * part);
  return {
    0: { ageMs: keep.rawMs, bytes: share(0.4) },
    1: { ageMs: keep.minuteMs, bytes: share(0.35) },
    2: { ageMs: keep.hourMs, bytes: share(0.17) },
    3: { ageMs: keep.hourMs, bytes: share(0.08) },
  };
}
