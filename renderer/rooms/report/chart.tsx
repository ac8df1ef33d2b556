import { memo, useEffect, useMemo, useRef, useState, type KeyboardEvent, type PointerEvent } from 'react';
import type { GaugeSeries, GaugeView } from '../../../shared/contract/state';
import type { Verdict } from '../../../shared/judge/types';
import { count, decimalsFor, formatMinute, formatNumber, formatTime } from '../../../shared/format/words';
import { bandOutlines, layOutChart, lines } from './chart-geometry';
import css from './chart.module.css';

const height = 264;
const mostHosts = 24;

interface Props {
  readonly gauge: GaugeView;
  readonly verdict: Verdict | null;
  readonly series: GaugeSeries;
}

/**
 * One gauge around its switch: the switched hosts and their aggregate, the untouched hosts as a band with its median, the limit,
 * and what happened as lines with their words. Arrows or the pointer read it out at a time.
 */
export const Chart = memo(function Chart({ gauge, verdict, series: bare }: Props) {
  const series = useMemo(() => withTimes(bare), [bare]);
  const box = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  const [at, setAt] = useState<number | null>(null);
  useEffect(() => {
    if (!box.current) return;
    const observer = new ResizeObserver(([entry]) => entry && setWidth(Math.floor(entry.contentRect.width)));
    observer.observe(box.current);
    return () => observer.disconnect();
  }, []);

  const { times, switched, comparator } = series;
  const last = times.length - 1;
  const decimals = decimalsFor([...switched, ...comparator]);
  const value = (index: number, values: readonly (number | null)[]) => formatNumber(values[index] ?? null, decimals);
  const reading =
    at === null ? '' : `${formatTime(times[at] ?? 0)}: switched ${value(at, switched)}, untouched ${value(at, comparator)}`;

  const onPointerMove = (event: PointerEvent<SVGSVGElement>) => {
    const chart = layOutChart(series, gauge.limitValue, width, height);
    const x = event.clientX - event.currentTarget.getBoundingClientRect().left;
    const share = (x - chart.left) / (chart.right - chart.left);
    setAt(share < 0 || share > 1 ? null : nearest(times, (times[0] ?? 0) + share * ((times[last] ?? 0) - (times[0] ?? 0))));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const from = at ?? last;
    const to = { ArrowLeft: from - 1, ArrowRight: from + 1, Home: 0, End: last }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    setAt(Math.max(0, Math.min(last, to)));
  };

  return (
    <div
      ref={box}
      className={css.chart}
      role="slider"
      aria-label={`${gauge.name} before and after the switch; arrows read it out`}
      aria-valuemin={0}
      aria-valuemax={last}
      aria-valuenow={at ?? last}
      aria-valuetext={reading || summary(gauge, verdict)}
      tabIndex={0}
      onKeyDown={onKeyDown}
      onBlur={() => setAt(null)}
    >
      {width > 0 && (
        <svg width={width} height={height} aria-hidden="true" onPointerMove={onPointerMove} onPointerLeave={() => setAt(null)}>
          <Drawing gauge={gauge} verdict={verdict} series={series} width={width} />
          {at !== null && <Cross series={series} gauge={gauge} at={at} width={width} text={reading} />}
        </svg>
      )}
    </div>
  );
});

const Drawing = memo(function Drawing({ gauge, verdict, series, width }: Props & { width: number }) {
  const chart = useMemo(() => layOutChart(series, gauge.limitValue, width, height), [series, gauge.limitValue, width]);
  const { left, right, bottom, top, x, y } = chart;
  const { times } = series;
  const mark = (kind: GaugeSeries['marks'][number]['kind']) => series.marks.find((one) => one.kind === kind);
  const watch = mark('watch');
  const from = mark('switch');
  const end = mark('verdict') ?? mark('rolled back');
  const breaks = from ? [from.at] : [];
  const decimals = decimalsFor(chart.yTicks);
  const lowest = chart.yTicks[0] ?? 0;
  const highest = chart.yTicks.at(-1) ?? 1;
  const post = verdict?.switched.post ?? null;
  const ends = labelsAtEnd(series, chart);
  const limit = gauge.limitValue;
  const hosts = series.hosts.slice(0, mostHosts);
  const untouched = verdict?.comparator?.kind === 'hosts' ? verdict.comparator.hosts : null;
  const verdictAt = mark('verdict');
  return (
    <>
      {from && watch && (
        <rect x={x(from.at)} y={top} width={Math.max(0, x(watch.at) - x(from.at))} height={bottom - top} fill="url(#hatch)" />
      )}
      {watch && (
        <rect
          x={x(watch.at)}
          y={top}
          width={Math.max(0, x(end?.at ?? times.at(-1) ?? watch.at) - x(watch.at))}
          height={bottom - top}
          fill="var(--sunk)"
        />
      )}
      {chart.yTicks.map((tick) => (
        <g key={tick}>
          <path className={tick === 0 ? css.zero : css.axis} d={`M${left} ${Math.round(y(tick)) + 0.5}H${right}`} />
          <text x={left - 8} y={y(tick) + 4} textAnchor="end">
            {formatNumber(tick, tick === 0 ? 0 : decimals)}
          </text>
        </g>
      ))}
      {chart.xTicks.map((tick) => (
        <g key={tick}>
          <path className={css.zero} d={`M${Math.round(x(tick)) + 0.5} ${bottom}v4`} />
          <text x={x(tick)} y={bottom + 18} textAnchor="middle">
            {formatMinute(tick)}
          </text>
        </g>
      ))}
      {bandOutlines(times, series.band, chart).map((points, index) => (
        <polygon key={index} className={css.band} points={points} />
      ))}
      {lines(times, series.comparator, chart).map((points, index) => (
        <polyline key={index} className={css.comparator} points={points} />
      ))}
      {hosts.map((host) =>
        lines(times, host.values, chart, breaks).map((points, index) => (
          <polyline key={`${host.host} ${index}`} className={css.host} points={points} />
        )),
      )}
      {lines(times, series.switched, chart, breaks).map((points, index) => (
        <polyline key={index} className={css.aggregate} points={points} />
      ))}
      {limit !== null && limit >= lowest && limit <= highest && (
        <>
          <path className={css.limit} d={`M${left} ${Math.round(y(limit)) + 0.5}H${right}`} />
          <text className={css.limitWord} x={right + 8} y={y(limit) + 4}>
            limit {gauge.limit}
          </text>
        </>
      )}
      {chart.marks.map(({ x: at, word, kind, row, before }) => (
        <g key={`${kind} ${at}`} className={kind === 'verdict' && verdict?.word === 'regressed' ? css.regressed : css.mark}>
          <path d={`M${Math.round(at) + 0.5} ${8 + row * 14}V${bottom}`} />
          <text x={before ? at - 5 : at + 5} y={17 + row * 14} textAnchor={before ? 'end' : 'start'}>
            {word}
          </text>
        </g>
      ))}
      {verdictAt && post !== null && (
        <g className={verdict?.word === 'regressed' ? 'c-crit' : 'c-ink'}>
          <circle cx={x(verdictAt.at)} cy={y(post)} r="4" fill="currentColor" />
          <text className={css.value} x={x(verdictAt.at) + 10} y={y(post) + 4}>
            {formatNumber(post, decimalsFor([post]))}
          </text>
        </g>
      )}
      <text className={css.switchedWord} x={right + 8} y={ends.switched}>
        switched{verdict ? `, ${verdict.switched.hosts}` : ''}
      </text>
      <text x={right + 8} y={ends.comparator}>
        untouched{untouched === null ? '' : `, ${untouched}`}
      </text>
    </>
  );
});

function Cross({
  series,
  gauge,
  at,
  width,
  text,
}: {
  series: GaugeSeries;
  gauge: GaugeView;
  at: number;
  width: number;
  text: string;
}) {
  const chart = layOutChart(series, gauge.limitValue, width, height);
  const x = Math.round(chart.x(series.times[at] ?? 0)) + 0.5;
  const value = series.switched[at] ?? null;
  const toLeft = x > width / 2;
  return (
    <g pointerEvents="none">
      <path className={css.cross} d={`M${x} ${chart.top}V${chart.bottom}`} />
      {value !== null && <circle className={css.point} cx={x} cy={chart.y(value)} r="3" />}
      <g transform={`translate(${toLeft ? x - 8 : x + 8} ${chart.bottom - 12})`}>
        <text className={css.reading} textAnchor={toLeft ? 'end' : 'start'}>
          {text}
        </text>
      </g>
    </g>
  );
}

/** Each mark with its time, except where the word is short because the next one follows at once. */
function withTimes(series: GaugeSeries): GaugeSeries {
  return {
    ...series,
    marks: series.marks.map((mark) =>
      mark.kind === 'watch' || /\d:\d/.test(mark.word) ? mark : { ...mark, word: `${mark.word} ${formatTime(mark.at)}` },
    ),
  };
}

/** Ends of the two lines, pushed apart so that their words can be read. */
function labelsAtEnd(series: GaugeSeries, { y, bottom }: { readonly y: (v: number) => number; readonly bottom: number }) {
  const end = (values: readonly (number | null)[]) => values.findLast((value) => value !== null) ?? 0;
  const switched = Math.min(bottom - 4, y(end(series.switched)) + 4);
  const comparator = Math.min(bottom + 4, y(end(series.comparator)) + 4);
  if (Math.abs(switched - comparator) >= 14) return { switched, comparator };
  return switched <= comparator ? { switched: comparator - 14, comparator } : { switched: comparator + 14, comparator };
}

function nearest(times: readonly number[], t: number): number {
  let best = 0;
  times.forEach((time, index) => {
    if (Math.abs(time - t) < Math.abs((times[best] ?? 0) - t)) best = index;
  });
  return best;
}

function summary(gauge: GaugeView, verdict: Verdict | null): string {
  if (!verdict) return 'not judged';
  const decimals = decimalsFor([verdict.switched.pre, verdict.switched.post]);
  return `${formatNumber(verdict.switched.pre, decimals)} before, ${formatNumber(verdict.switched.post, decimals)} after, on ${count(verdict.switched.hosts, 'host')}: ${verdict.word}${gauge.limit ? `, limit ${gauge.limit}` : ''}`;
}
