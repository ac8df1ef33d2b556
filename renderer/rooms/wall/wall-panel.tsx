import { useCallback, useRef } from 'react';
import type { Panel, Stretch, TrendLine, TrendMark } from '../../../shared/contract/trends';
import { anywhere } from '../../../shared/trends/place';
import { Skeleton } from '../../parts/states';
import { go } from '../../router';
import type { ChartBox } from '../trends/chart-box';
import { chartDrawing, distinctLines, type DrawnLine } from '../trends/chart-data';
import { Funnel } from '../trends/funnel';
import { summaryOf } from '../trends/summary';
import { TrendChart } from '../trends/trend-chart';
import { useFigures } from '../trends/use-figures';
import { useFramed } from '../trends/use-framed';
import { useTrend } from '../trends/use-trend';
import { useSize } from './use-size';
import { WallMark } from './wall-mark';
import css from './wall-panel.module.css';

/** How much larger than at a desk a panel is drawn, so that its figures can be read from five metres. */
const larger = 2.3;
const all: ReadonlySet<string> = new Set();
const noLines: readonly TrendLine[] = [];
const noHosts: readonly string[] = [];

interface Props {
  readonly panel: Panel;
  readonly stretch: Stretch;
  readonly marks: readonly TrendMark[];
  readonly unit: number;
}

/** A panel of a dashboard on the wall: what it reads now in large figures, and the chart of the Trends room as large as this screen. */
export function WallPanel({ panel, stretch: wanted, marks, unit }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const size = useSize(box);
  const place = useRef<ChartBox>(null);
  const { data, stretch, refusal } = useTrend(panel.queries, { overlay: panel.overlay, hosts: noHosts }, wanted, true, true);
  const lines = data?.lines ?? noLines;
  const { scale, figure } = useFigures(panel, data);
  const make = useCallback(
    () => (data ? { drawing: chartDrawing(data, panel, scale, stretch, all), scale, figure, resets: data.resets } : null),
    [data, panel, scale, stretch, figure],
  );
  const factor = unit * larger;
  const width = Math.floor(size.width / factor);
  const height = Math.floor(size.height / factor);
  const framed = useFramed(make, panel.kind !== 'funnel' && width > 0);
  const fault = data?.faults.find((one) => one !== null)?.message ?? refusal?.message ?? null;
  const named = distinctLines(lines, all).filter((one) => one.colour > 0);
  return (
    <section className={css.panel} aria-label={panel.title}>
      <h3 className={css.head}>
        <b className="clip">{panel.title}</b> <span className="dim clip">{scale.word}</span>
        {named.length === 1 && panel.kind !== 'funnel' && <b className={css.now}>{figure(named[0]?.line.current)}</b>}
      </h3>
      {data && <p className="unseen">{summaryOf(panel.title, data, stretch, marks, scale, figure)}</p>}
      <div ref={box} className={css.box}>
        {size.height > 0 && (
          <div className={css.scaled} style={{ width, transform: `scale(${factor})` }}>
            {data && panel.kind === 'funnel' ? (
              <Funnel title={panel.title} lines={lines} figure={figure} height={height} />
            ) : framed && lines.length > 0 ? (
              <div aria-hidden="true">
                <TrendChart
                  panel={panel}
                  drawing={framed.drawing}
                  behind={noLines}
                  marks={marks}
                  resets={framed.resets}
                  scale={framed.scale}
                  figure={framed.figure}
                  width={width}
                  height={height}
                  placeRef={place}
                  onAsk={openTrends}
                />
              </div>
            ) : (
              !data && !refusal && <Skeleton label={`Reading ${panel.title}`} rows={1} rowHeight={height} />
            )}
          </div>
        )}
        {lines.length === 0 && <Silence fault={fault} isRead={data !== null} />}
      </div>
      {lines.length > 0 && fault !== null && (
        <p className={css.fault}>
          <WallMark name="crit" tone="crit" />
          <span className="clip">{fault}</span>
        </p>
      )}
      {named.length > 1 && panel.kind !== 'funnel' && <Names lines={named} figure={figure} more={lines.length - named.length} />}
    </section>
  );
}

/** Who wants to know more of marks that stand close together goes to the room that tells them apart. */
const openTrends = ({ fromMs, toMs }: Stretch): void => go({ room: 'trends', ...anywhere, time: { fromMs, toMs } });

/** Why there is nothing to see: that is never left to be guessed. */
function Silence({ fault, isRead }: { fault: string | null; isRead: boolean }) {
  if (fault === null && !isRead) return null;
  return (
    <p className={css.silence}>
      <WallMark name={fault === null ? 'unknown' : 'crit'} tone={fault === null ? 'unk' : 'crit'} />
      {fault ?? 'No readings in this time'}
    </p>
  );
}

function Names({
  lines,
  figure,
  more,
}: {
  lines: readonly DrawnLine[];
  figure: (value: number | null | undefined) => string;
  more: number;
}) {
  return (
    <ul className={css.names}>
      {lines.map(({ line, index, colour }) => (
        <li key={index}>
          <i aria-hidden="true" style={{ background: `var(--s-${colour})` }} />
          <span className="clip">{line.name}</span>
          <b>{figure(line.current)}</b>
        </li>
      ))}
      {more > 0 && <li className="dim">{more} more</li>}
    </ul>
  );
}
