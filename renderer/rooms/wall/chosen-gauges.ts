import type { DeskState, GaugeView } from '../../../shared/contract/state';
import { gaugeState, isJudged, type GaugeState } from '../push/gauge-rows';

export interface ChosenGauge {
  readonly gauge: GaugeView;
  readonly state: GaugeState;
}

const severities = ['critical', 'normal', 'advisory'];

/**
 * The few gauges that a wall has room for: worst first, of equally bad ones the more severe, then as the file has them. They keep
 * their places while no state changes.
 */
export function chooseGauges(desk: Pick<DeskState, 'gauges' | 'push' | 'lock'>, now: number, most: number): readonly ChosenGauge[] {
  const judged = isJudged(desk);
  const severity = ({ gauge }: ChosenGauge) => {
    const at = severities.indexOf(gauge.severity);
    return at < 0 ? severities.length : at;
  };
  return desk.gauges
    .map((gauge) => ({ gauge, state: gaugeState(gauge, judged, now) }))
    .sort((a, b) => weight(a.state) - weight(b.state) || severity(a) - severity(b))
    .slice(0, most);
}

/** What is as it should be, and what cannot be told yet, is equally uninteresting. */
const weight = (state: GaugeState): number => (calm.has(state.word) ? Number.MAX_SAFE_INTEGER : state.rank);
const calm = new Set(['ok', 'within', 'too little', 'not yet']);
