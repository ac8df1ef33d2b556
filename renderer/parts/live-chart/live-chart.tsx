import { memo, useEffect, useMemo, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { CartesianGrid, Line, LineChart, ReferenceLine, XAxis, YAxis } from 'recharts';
import { decimalsFor, formatMinute, formatNumber, formatTime } from '../../../shared/format/words';
import { Button } from '../button';
import { cx } from '../cx';
import { chartFrames } from './frame-queue';
import { asRows, draw, latest, summary, type LiveDrawing, type LiveInput, type LiveMark } from './live-chart-data';
import { ChartWords } from './chart-words';
import { heightTicks, measures, type ChartSize } from './measures';
import css from './live-chart.module.css';
import { useBox } from './use-box';

interface Props extends Omit<LiveInput, 'heightTicks'> {
  readonly title: string;
  readonly unit: string;
  /** In pixels, of the chart alone. */
  readonly height: number;
  /** `wall`: for a screen that is read from five metres, with the figure of now in the heading. */
  readonly size?: ChartSize;
}

/**
 * A quantity as it moves: at most four series of 150 points, drawn one chart a frame and not at all while nobody can see it. A silence is
 * a gap, a limit a dashed line, a push a line with its name. In words for who cannot see it, and as a table for who wants the figures.
 */
export function LiveChart({ title, unit, series, limit, marks, from, to, height, size = 'desk' }: Props) {
  const input = useMemo(
    () => ({ series, limit, marks, from, to, heightTicks: heightTicks(size, height) }),
    [series, limit, marks, from, to, size, height],
  );
  const box = useRef<HTMLDivElement>(null);
  const { width, seen } = useBox(box);
  const drawing = useDrawing(input, seen && width > 0);
  const [table, setTable] = useState(false);
  const decimals = useMemo(() => decimalsFor(series.flatMap(({ points }) => points.map((point) => point.v))), [series]);
  const words = summary(title, unit, input, decimals);
  const now = series[0] ? latest(series[0], to) : null;
  return (
    <figure className={cx(css.figure, css[size])}>
      <figcaption className={css.head}>
        <b className="clip">{title}</b> <span className="dim clip">{unit}</span>
        {size === 'wall' ? (
          <b className={css.now}>{formatNumber(now, decimals)}</b>
        ) : (
          <Button small kind="link" className={cx(css.toggle)} aria-pressed={table} onClick={() => setTable(!table)}>
            {table ? 'as chart' : 'as table'}
            <span className="unseen">: {title}</span>
          </Button>
        )}
      </figcaption>
      <div ref={box} className={css.box} style={{ height }}>
        {table && drawing ? (
          <Figures drawing={drawing} decimals={decimals} title={title} />
        ) : (
          <div role="img" aria-label={words}>
            {width > 0 && drawing && (
              <Drawn drawing={drawing} width={width} height={height} size={size} decimals={decimals} limitIs={limit} />
            )}
          </div>
        )}
      </div>
    </figure>
  );
}

/** The drawing of the newest input; made when the page's frame queue says so, and only while it can be seen. */
function useDrawing(input: LiveInput, seen: boolean): LiveDrawing | null {
  const [drawing, setDrawing] = useState<LiveDrawing | null>(null);
  const [who] = useState(() => ({}));
  useEffect(() => {
    if (!seen) return;
    // Committed in its own frame: left to React, charts drawn in different frames could be committed together.
    chartFrames.ask(who, () => flushSync(() => setDrawing((before) => draw(input, before))));
  }, [input, seen, who]);
  useEffect(() => {
    if (!seen) chartFrames.drop(who);
    return () => chartFrames.drop(who);
  }, [seen, who]);
  return drawing;
}

interface DrawnProps {
  readonly drawing: LiveDrawing;
  readonly width: number;
  readonly height: number;
  readonly size: ChartSize;
  readonly decimals: number;
  /** The limit as it was given, also where it is off the scale. */
  readonly limitIs: number | null;
}

const Drawn = memo(function Drawn({ drawing, width, height, size, decimals, limitIs }: DrawnProps) {
  const { series, heights, times, from, to, limit, marks } = drawing;
  const room = measures(size, series, heights);
  const low = heights[0] ?? 0;
  const high = heights.at(-1) ?? 1;
  return (
    <>
      <LineChart
        width={width}
        height={height}
        margin={room.margin}
        accessibilityLayer={false}
        className={cx(css.chart)}
        style={plain}
        tabIndex={-1}
      >
        <CartesianGrid vertical={false} stroke="var(--line)" syncWithTicks />
        <XAxis
          type="number"
          dataKey="t"
          domain={[from, to]}
          ticks={[...times]}
          interval="equidistantPreserveStart"
          minTickGap={room.tickGap}
          allowDataOverflow
          height={room.axisHeight}
          tickFormatter={minuteText}
          tickLine={false}
          tickSize={0}
          // Below the foot of the height's lowest figure, which stands beside the same corner.
          tickMargin={Math.round(room.row * 0.45)}
          axisLine={axisLine}
        />
        <YAxis
          domain={[low, high]}
          ticks={[...heights]}
          interval={0}
          allowDataOverflow
          width={room.axisWidth}
          tickFormatter={tickText(heights)}
          tickLine={false}
          tickSize={0}
          tickMargin={6}
          axisLine={false}
        />
        {low < 0 && high > 0 && <ReferenceLine y={0} stroke="var(--line-2)" />}
        {marks.map((mark) => (
          <ReferenceLine
            key={`${mark.at} ${mark.word}`}
            x={mark.at}
            stroke={mark.kind === 'rollback' ? 'var(--ink)' : 'var(--ink-3)'}
            strokeDasharray={mark.kind === 'verdict' ? '1 2' : ''}
          />
        ))}
        {limit !== null && <ReferenceLine y={limit} stroke="var(--crit)" strokeDasharray="4 3" strokeWidth={room.stroke / 1.5} />}
        {series.map(({ name, points }, index) => (
          <Line
            key={name}
            // Each series has times of its own.
            data={points}
            dataKey="v"
            type="linear"
            stroke={`var(--s-${index + 1})`}
            strokeWidth={room.stroke}
            dot={false}
            activeDot={false}
            connectNulls={false}
            isAnimationActive={false}
          />
        ))}
      </LineChart>
      <ChartWords drawing={drawing} width={width} height={height} room={room} decimals={decimals} limitIs={limitIs} />
    </>
  );
});

const minuteText = (t: number): string => formatMinute(t);
/** What scrolls has to be reachable, so that arrows can scroll it. */
const reachable = { tabIndex: 0 } as const;
const plain = { outline: 'none' } as const;
const axisLine = { stroke: 'var(--line-2)' } as const;

/** One precision for all ticks. */
function tickText(heights: readonly number[]): (value: number) => string {
  const digits = Math.max(...heights.map((tick) => (String(tick).split('.')[1] ?? '').length));
  return (value) => formatNumber(value, Math.min(6, digits));
}

function Figures({ drawing, decimals, title }: { drawing: LiveDrawing; decimals: number; title: string }) {
  const { series, marks } = drawing;
  const rows = asRows(series, decimals);
  return (
    <div className={css.table} role="region" aria-label={`${title}, readings`} {...reachable}>
      <table>
        <thead>
          <tr>
            <th>Time</th>
            {series.map(({ name }) => (
              <th key={name} className="r">
                {name}
              </th>
            ))}
            <th>What happened</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ t, cells }, index) => (
            <tr key={t}>
              <td>{formatTime(t)}</td>
              {cells.map((cell, column) => (
                <td key={column} className="r">
                  {cell}
                </td>
              ))}
              <td className="mid">{happened(marks, t, rows[index - 1]?.t ?? Number.POSITIVE_INFINITY)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** What happened from this reading on, until the next one. */
const happened = (marks: readonly LiveMark[], from: number, until: number): string =>
  marks
    .filter((mark) => mark.at >= from && mark.at < until)
    .map((mark) => mark.word)
    .join(', ');
