import type { Dashboard, MetricView, NearbyChange, Overlay, PanelQuery, StoreView, Stretch } from '../../../shared/contract/trends';
import type { TrendData, TrendFault, TrendMark } from '../../../shared/contract/trends';

/** What the Trends room shows: the series store read through expressions, and what happened to the fleet beside it. */
export interface TrendsRoom {
  dashboards(): readonly Dashboard[];
  read(
    question: Stretch & { readonly queries: readonly PanelQuery[]; readonly overlay: Overlay | null; readonly points: number },
    signal?: AbortSignal,
  ): Promise<TrendData>;
  marks(stretch: Stretch): readonly TrendMark[];
  nearby(stretch: Stretch): readonly NearbyChange[];
  metrics(text: string, limit: number): readonly MetricView[];
  values(metric: string, label: string): readonly string[];
  check(metric: string): TrendFault | null;
  store(): StoreView;
}
