import { useMemo } from 'react';
import type { Panel } from '../../../shared/contract/trends';
import type { TrendsPlace } from '../../../shared/trends/place';
import { go } from '../../router';
import { usualExpression } from './completion';
import { ExpressionField } from './expression-field';
import { MetricFinder } from './metric-finder';
import { PanelView, type PanelWorld } from './panel';
import { StoreNotes } from './store-notes';
import css from './explore.module.css';

const chartHeight = 200;

/** A box for an expression, what it draws, and under it every metric that there is. */
export function Explore({ place, world }: { place: TrendsPlace; world: PanelWorld }) {
  const { expression } = place;
  const panel = useMemo<Panel | null>(
    () =>
      expression === null
        ? null
        : {
            id: 'explored',
            title: expression,
            kind: 'line',
            queries: [{ metric: expression, legend: null }],
            overlay: null,
            unit: null,
            from: 'zero',
            scale: 'linear',
            thresholds: [],
          },
    [expression],
  );
  const run = (text: string) => go({ room: 'trends', ...place, explore: true, expression: text });
  return (
    <div className={css.explore}>
      <StoreNotes />
      <ExpressionField key={expression} expression={expression ?? ''} onRun={run} />
      {panel && (
        <div className={css.panel}>
          <PanelView key={expression} panel={panel} world={world} height={chartHeight} whole={false} />
        </div>
      )}
      <MetricFinder onMetric={({ name, type }) => run(usualExpression(name, type))} />
    </div>
  );
}
