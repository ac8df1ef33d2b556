import { memo } from 'react';
import type { Panel, TrendLine, TrendMark } from '../../../shared/contract/trends';
import { formatTime, formatUtc } from '../../../shared/format/words';
import { valueAt, type ChartDrawing } from './chart-data';
import { bandPath, linePath, lonePath, type ChartBox } from './chart-box';
import { clusterMarks } from './mark-clusters';
import { useCursor } from './cursor';
import { isOnDemand, markLine } from './mark-words';
import { MarkShape } from './mark-shape';
import { markAt } from './mark-at';
import { spreadNames } from './threshold-names';
import css from './trend-chart.module.css';

/** Lines nearer than this would become an area: one stands for them. */
const linesApart = 3;

interface BackProps {
  readonly drawing: ChartDrawing;
  readonly behind: readonly TrendLine[];
  readonly place: ChartBox;
  readonly width: number;
  readonly height: number;
}

/** Behind the lines: bands over hosts, what lay between least and greatest, the lines that are not told apart, the comparison. */
export const ChartBack = memo(function ChartBack({ drawing, behind, place, width, height }: BackProps) {
  const { bands, spreads, lines, stacked } = drawing;
  // In a stack they stand where the stack has them.
  const dim = stacked ? [] : lines.filter((one) => one.colour === 0);
  return (
    <svg className={css.layer} width={width} height={height} aria-hidden="true">
      {bands.map(({ t, low, high }, index) => (
        <path key={index} d={bandPath(t, low, high, place)} fill="var(--band)" opacity={index === 0 ? 0.4 : 0.75} />
      ))}
      {spreads.map(({ t, low, high, colour }) => (
        <path key={colour} d={bandPath(t, low, high, place)} fill={`var(--s-${colour})`} opacity={colour ? 0.16 : 0} />
      ))}
      {dim.map(({ line, index }) => (
        <path key={index} className={css.dim} d={linePath(line.t, line.mean, place)} />
      ))}
      {!stacked &&
        lines
          .filter((one) => one.colour > 0)
          .map(({ line, index, colour }) => (
            <path key={index} className={css.lone} d={lonePath(line.t, line.mean, place)} stroke={`var(--s-${colour})`} />
          ))}
      {behind.map((line, index) => (
        <path key={index} className={css.behind} d={linePath(line.t, line.mean, place)} />
      ))}
    </svg>
  );
});

interface FrontProps {
  readonly panel: Panel;
  readonly drawing: ChartDrawing;
  readonly marks: readonly TrendMark[];
  readonly resets: readonly number[];
  readonly place: ChartBox;
  readonly width: number;
  readonly height: number;
  readonly figure: (value: number | null | undefined) => string;
}

/** Over the lines: thresholds, when something happened, resets of counters. */
export const ChartFront = memo(function ChartFront(props: FrontProps) {
  const { panel, drawing, marks, resets, place, width, height } = props;
  const { left, right, top, bottom, x, y } = place;
  const low = drawing.heights[0] ?? 0;
  const high = drawing.heights.at(-1) ?? 1;
  const thresholds = panel.thresholds.map(({ value, label }) => {
    const off = value > high ? top : value < low ? bottom : null;
    return { value, label, off, at: off ?? y(value) };
  });
  const names = spreadNames(thresholds.map(({ at }) => at + (at > top + 14 ? -4 : 12)));
  return (
    <>
      <svg className={css.layer} width={width} height={height} aria-hidden="true">
        {clusterMarks(marks, x, linesApart).map(({ first: mark }, index) => (
          <path
            key={index}
            d={`M${Math.round(x(mark.at)) + 0.5} ${top - 4}V${bottom}`}
            stroke={mark.kind === 'rollback' ? 'var(--ink)' : 'var(--ink-3)'}
            strokeDasharray={mark.kind === 'canary' ? '1 3' : isOnDemand(mark.kind) ? '1 5' : undefined}
            opacity={mark.kind === 'rollback' ? 0.9 : 0.6}
          />
        ))}
        {resets.map((at) => (
          <path key={at} d={`M${x(at).toFixed(1)} ${bottom - 5}v5`} stroke="var(--ink-3)" strokeWidth="2" />
        ))}
        {thresholds.map(({ value, label, off, at }, index) => {
          return (
            <g key={value}>
              <path className={css.threshold} d={off === null ? `M${left} ${at}H${right}` : `M${right - 24} ${at}H${right}`} />
              <text className={css.thresholdName} x={right - (off === null ? 2 : 28)} y={names[index]} textAnchor="end">
                {label ?? 'threshold'} {props.figure(value)}
              </text>
            </g>
          );
        })}
      </svg>
      <Crosshair {...props} />
    </>
  );
});

/** The one crosshair of all charts, with its time on the chart that has it; and what is being marked. */
function Crosshair({ panel, drawing, marks, place, width, height }: FrontProps) {
  const { at, since, panel: owner } = useCursor();
  const { left, right, top, bottom, x, y } = place;
  const { fromMs, toMs } = drawing.stretch;
  if (at === null || at < fromMs || at > toMs) return null;
  const mine = owner === panel.id;
  const here = x(at);
  const from = since === null ? null : x(Math.min(toMs, Math.max(fromMs, since)));
  const mark = mine ? markAt(marks, at, Math.max(drawing.stepMs, ((toMs - fromMs) / (right - left)) * 8)) : null;
  const flip = here > (left + right) / 2;
  return (
    <>
      <svg className={css.layer} width={width} height={height} aria-hidden="true">
        {from !== null && (
          <rect
            x={Math.min(from, here)}
            y={top}
            width={Math.abs(here - from)}
            height={bottom - top}
            fill="var(--accent)"
            opacity="0.14"
          />
        )}
        <path d={`M${here.toFixed(1)} ${top}V${bottom}`} stroke="var(--ink)" strokeWidth="1" opacity="0.7" />
        {panel.kind === 'line' &&
          drawing.lines
            .filter((one) => one.colour > 0)
            .map(({ line, colour, index }) => {
              const value = valueAt(line, at, drawing.stepMs);
              const height = value === null ? Number.NaN : y(value);
              return Number.isFinite(height) ? (
                <circle key={index} cx={here} cy={height} r="2.5" fill={`var(--s-${colour})`} stroke="var(--bg)" />
              ) : null;
            })}
      </svg>
      {mine && (
        <div
          className={css.reading}
          style={flip ? { right: width - here + 6, top: top + 2 } : { left: here + 6, top: top + 2 }}
          aria-hidden="true"
        >
          <b>{formatTime(at)}</b> <span className="mid">{formatUtc(at)}</span>
          {mark && (
            <span className={css.readingMark}>
              <MarkShape kind={mark.kind} size={10} /> {markLine(mark)}
              <br />
              <span className="mid">{mark.text}</span>
            </span>
          )}
        </div>
      )}
    </>
  );
}
