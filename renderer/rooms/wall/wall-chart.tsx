import { Suspense, useMemo, useRef } from 'react';
import { later } from '../../later';
import type { LiveMark } from '../../parts/live-chart/live-chart-data';
import { cx } from '../../parts/cx';
import { useAgeNow } from '../../state/clock';
import { useSamples } from '../../state/samples';
import { chartSpan } from './chart-marks';
import type { ChosenGauge } from './chosen-gauges';
import { useSize } from './use-size';
import { WallMark } from './wall-mark';
import css from './wall-chart.module.css';

const LiveChart = later(async () => (await import('../../parts/live-chart/live-chart')).LiveChart);

/** Height of the chart's own heading, in units. */
const headHeight = 40;

/** One gauge: how it stands in a word, what it reads, and the last minutes. Laid out as on 1920 x 1080, then made as large as this screen. */
export function WallChart({
  chosen: { gauge, state },
  marks,
  unit,
}: {
  chosen: ChosenGauge;
  marks: readonly LiveMark[];
  unit: number;
}) {
  const box = useRef<HTMLDivElement>(null);
  const { width, height } = useSize(box);
  const points = useSamples(gauge.name);
  const { from, to } = chartSpan(points, useAgeNow());
  const series = useMemo(() => [{ name: gauge.types.join(' '), points }], [gauge.types, points]);
  return (
    <section className={css.chart} aria-label={gauge.name}>
      <p className={cx(css.state, state.tone === 'idle' ? 'mid' : `c-${state.tone}`)}>
        <WallMark name={state.mark} tone={state.tone} />
        <b>{state.word}</b>
        <span className={cx(css.limit, 'clip')}>
          {gauge.limit && `limit ${gauge.limit}, `}
          {gauge.severity}
        </span>
      </p>
      <div ref={box} className={css.box}>
        {height > 0 && (
          <div style={{ width: width / unit, transform: `scale(${unit})`, transformOrigin: '0 0' }}>
            <Suspense>
              <LiveChart
                title={gauge.name}
                unit={gauge.unit ?? ''}
                series={series}
                limit={gauge.limitValue}
                marks={marks}
                from={from}
                to={to}
                height={Math.max(60, Math.floor(height / unit) - headHeight)}
                size="wall"
              />
            </Suspense>
          </div>
        )}
      </div>
    </section>
  );
}
