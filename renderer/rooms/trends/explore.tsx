import { useMemo } from 'react';
import type { Panel } from '../../../shared/contract/trends';
import type { TrendsPlace } from '../../../shared/trends/place';
import { go } from '../../router';
import { AskedOf } from './asked-of';
import { usualExpression } from './completion';
import { ExpressionField } from './expression-field';
import { MetricFinder } from './metric-finder';
import { PanelView, type PanelWorld } from './panel';
import { StoreNotes } from './store-notes';
import css from './explore.module.css';

const chartHeight = 200;

/** A box for an expression, what it draws, and under it every metric that there is: on this desk, or at a source that is chosen. */
export function Explore({ place, world }: { place: TrendsPlace; world: PanelWorld }) {
  const { expression, source } = place;
  const panel = useMemo<Panel | null>(
    () =>
      expression === null
        ? null
        : {
            id: 'explored',
            title: expression,
            kind: 'line',
            queries: [{ metric: expression, legend: null, source }],
            overlay: null,
            unit: null,
            from: 'zero',
            scale: 'linear',
            thresholds: [],
          },
    [expression, source],
  );
  const show = (change: Partial<TrendsPlace>) => go({ room: 'trends', ...place, explore: true, ...change });
  const run = (text: string) => show({ expression: text });
  return (
    <div className={css.explore}>
      <div className={css.notes}>
        <StoreNotes />
      </div>
      <div className={css.ask}>
        <AskedOf source={source} onSource={(chosen) => show({ source: chosen })} />
        <ExpressionField key={expression} expression={expression ?? ''} source={source} onRun={run} />
      </div>
      {panel && (
        <div className={css.panel}>
          <h2 className="unseen">What it gives</h2>
          <PanelView key={`${source ?? ''} ${panel.title}`} panel={panel} world={world} height={chartHeight} whole={false} />
        </div>
      )}
      <MetricFinder key={source} source={source} onMetric={({ name, type }) => run(usualExpression(name, type))} />
    </div>
  );
}
