import { memo } from 'react';
import { Area, Bar, CartesianGrid, ComposedChart, ReferenceLine, XAxis, YAxis } from 'recharts';
import type { PanelKind } from '../../../shared/contract/trends';
import { axisHeight, chartMargin, type HeightAxis } from './chart-box';
import type { ChartDrawing } from './chart-data';
import css from './trend-chart.module.css';

interface Props {
  /** What is stacked; null: lines, which have a layer of their own, so that nothing here moves with them. */
  readonly stack: ChartDrawing | null;
  readonly kind: PanelKind;
  readonly axis: HeightAxis;
  readonly width: number;
  readonly height: number;
}

/** The height's axis, and areas or bars: the part that is dear, drawn anew only when these change. Lines and times have layers of their own. */
export const TrendCanvas = memo(function TrendCanvas({ stack, kind, axis, width, height }: Props) {
  const { heights, figures, log, left } = axis;
  const low = heights[0] ?? 0;
  const high = heights.at(-1) ?? 1;
  const names = new Map(heights.map((tick, index) => [tick, figures[index] ?? '']));
  const barWidth = stack
    ? Math.max(1, ((width - left) * stack.stepMs) / (stack.stretch.toMs - stack.stretch.fromMs) - 1)
    : undefined;
  return (
    <ComposedChart
      width={width}
      height={height}
      data={stack?.rows ?? noRows}
      margin={margin}
      accessibilityLayer={false}
      className={css.canvas ?? ''}
      style={plain}
      tabIndex={-1}
      barCategoryGap={0}
    >
      <CartesianGrid vertical={false} stroke="var(--line)" syncWithTicks />
      <XAxis
        hide
        type="number"
        dataKey="t"
        domain={stack ? [stack.stretch.fromMs, stack.stretch.toMs] : anywhere}
        allowDataOverflow
      />
      <YAxis
        domain={[low, high]}
        scale={log ? 'log' : 'linear'}
        ticks={[...heights]}
        interval={0}
        allowDataOverflow
        width={left}
        tickFormatter={(value: number) => names.get(value) ?? ''}
        tickLine={false}
        tickSize={0}
        tickMargin={6}
        axisLine={false}
      />
      {low < 0 && high > 0 && <ReferenceLine y={0} stroke="var(--line-2)" />}
      {stack?.lines.map(({ line, index, colour }) => {
        const key = `${index} ${line.name}`;
        const ink = colour ? `var(--s-${colour})` : 'var(--band-line)';
        if (kind === 'area')
          return (
            <Area
              key={key}
              dataKey={`v${index}`}
              type="linear"
              stackId="all"
              stroke={ink}
              strokeWidth={1}
              fill={ink}
              fillOpacity={0.35}
              dot={false}
              activeDot={false}
              connectNulls={false}
              isAnimationActive={false}
            />
          );
        if (kind === 'bars')
          return (
            <Bar
              key={key}
              dataKey={`v${index}`}
              stackId="all"
              fill={ink}
              {...(barWidth === undefined ? {} : { barSize: barWidth })}
              activeBar={false}
              isAnimationActive={false}
            />
          );
        return null;
      })}
    </ComposedChart>
  );
});

const plain = { outline: 'none' } as const;
const margin = { ...chartMargin, bottom: axisHeight };
const noRows: readonly never[] = [];
const anywhere = [0, 1];
