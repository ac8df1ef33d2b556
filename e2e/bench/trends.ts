import type { BenchRow } from './row';
import { benchDensity } from './series-density';
import { benchBesidePrometheus } from './series-prometheus';
import { benchSeriesStore } from './series-store';

/** The series store by itself, and beside Prometheus. */
export async function benchTrends(): Promise<BenchRow[]> {
  const density = await benchDensity();
  return [...(await benchBesidePrometheus(density.sealingMicros)), ...density.rows, ...(await benchSeriesStore())];
}
