import { Suspense, useLayoutEffect, useMemo, useState, type RefObject } from 'react';
import type { Panel, Stretch, TrendLine, TrendMark } from '../../../shared/contract/trends';
import { later } from '../../later';
import { usePreference } from '../../state/preferences';
import type { ChartDrawing } from './chart-data';
import { chartBox, heightAxis, type ChartBox } from './chart-box';
import { ChartLines } from './chart-lines';
import { ChartBack, ChartFront } from './chart-overlays';
import { ChartTimes } from './chart-times';
import { MarkLinks } from './mark-links';
import { tickWords, type UnitScale } from './unit-scale';
import { zoneTicks } from './zone-ticks';
import css from './trend-chart.module.css';

// What draws the lines is heavy: who never opens the room should not fetch it with the room.
const TrendCanvas = later(async () => (await import('./trend-canvas')).TrendCanvas);

const tickPx = 76;

interface Props {
  readonly panel: Panel;
  readonly drawing: ChartDrawing;
  /** Lines of the comparison, moved to where they are compared. */
  readonly behind: readonly TrendLine[];
  readonly marks: readonly TrendMark[];
  readonly resets: readonly number[];
  readonly scale: UnitScale;
  readonly figure: (value: number | null | undefined) => string;
  readonly width: number;
  readonly height: number;
  /** Where the lines lie is put here, for who turns places into times. */
  readonly placeRef: RefObject<ChartBox | null>;
  /** Asks what changed in a stretch. */
  readonly onAsk: (stretch: Stretch) => void;
}

/** One chart, from back to front: what lies behind, the lines, what stands over them, and the pushes to be pressed. */
export function TrendChart(props: Props) {
  const { panel, drawing, behind, marks, resets, scale, figure, width, height, placeRef, onAsk } = props;
  const { stretch, heights, log } = drawing;
  const zone = usePreference('zone');
  const axis = useSame(heightAxis(heights, tickWords(heights, scale, log), log));
  const { left } = axis;
  const place = useMemo(() => chartBox(width, height, stretch, axis), [width, height, stretch, axis]);
  useLayoutEffect(() => {
    placeRef.current = place;
  });
  const most = Math.max(2, Math.floor((place.right - left) / tickPx));
  const { fromMs, toMs } = stretch;
  const ticks = useMemo(() => zoneTicks(fromMs, toMs, zone === 'local' ? undefined : zone, most), [fromMs, toMs, zone, most]);
  const inside = useMemo(() => marks.filter((mark) => mark.at >= fromMs && mark.at <= toMs), [marks, fromMs, toMs]);
  return (
    <div className={css.box} style={{ height }}>
      <ChartBack drawing={drawing} behind={behind} place={place} width={width} height={height} />
      <Suspense>
        <TrendCanvas stack={drawing.stacked ? drawing : null} kind={panel.kind} axis={axis} width={width} height={height} />
      </Suspense>
      <ChartTimes ticks={ticks} place={place} width={width} height={height} />
      {panel.kind === 'line' && <ChartLines lines={drawing.lines} place={place} width={width} height={height} />}
      <ChartFront
        panel={panel}
        drawing={drawing}
        marks={inside}
        resets={resets}
        place={place}
        width={width}
        height={height}
        figure={figure}
      />
      <MarkLinks panel={panel.id} marks={inside} place={place} onAsk={onAsk} />
    </div>
  );
}

/** The value as it was while the new one says the same, so that what depends on it is not made anew. */
function useSame<T>(value: T): T {
  const [held, setHeld] = useState(value);
  const same = held === value || JSON.stringify(held) === JSON.stringify(value);
  if (!same) setHeld(value);
  return same ? held : value;
}
