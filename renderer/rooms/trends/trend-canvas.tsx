import { memo } from 'react';
import { Area, Bar, CartesianGrid, ComposedChart, ReferenceLine, XAxis, YAxis } from 'recharts';
import type { PanelKind } from '../../../shared/contract/trends';
import type { ChartDrawing } from './chart-data';
import { axisHeight, chartMargin } from './chart-box';
import type { ZoneTick } from './zone-ticks';
import css from './trend-chart.module.css';

interface Props {
  readonly drawing: ChartDrawing;
  readonly kind: PanelKind;
  readonly ticks: readonly ZoneTick[];
  readonly figures: readonly string[];
  readonly width: number;
  readonly height: number;
  readonly left: number;
}

/** The axes, and areas or bars: the part that is dear, drawn anew only with new data. Lines have a layer of their own. */
export const TrendCanvas = memo(function TrendCanvas({ drawing, kind, ticks, figures, width, height, left }: Props) {
  const { rows, lines, heights, log, stretch, stepMs } = drawing;
  const low = heights[0] ?? 0;
  const high = heights.at(-1) ?? 1;
  const words = new Map(ticks.map((tick) => [tick.at, tick.word]));
  const names = new Map(heights.map((tick, index) => [tick, figures[index] ?? '']));
  const barWidth = Math.max(1, ((width - left) * stepMs) / (stretch.toMs - stretch.fromMs) - 1);
  return (
    <ComposedChart
      width={width}
      height={height}
      data={rows}
      margin={chartMargin}
      accessibilityLayer={false}
      className={css.canvas ?? ''}
      style={plain}
      tabIndex={-1}
      barCategoryGap={0}
    >
      <CartesianGrid vertical={false} stroke="var(--line)" syncWithTicks />
      <XAxis
        type="number"
        dataKey="t"
        domain={[stretch.fromMs, stretch.toMs]}
        ticks={ticks.map((tick) => tick.at)}
        interval="equidistantPreserveStart"
        minTickGap={16}
        allowDataOverflow
        height={axisHeight}
        tickFormatter={(at: number) => words.get(at) ?? ''}
        tickLine={false}
        tickSize={0}
        tickMargin={6}
        axisLine={axisLine}
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
      {lines.map(({ line, index, colour }) => {
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
              barSize={barWidth}
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
const axisLine = { stroke: 'var(--line-2)' } as const;
