import { Suspense, useLayoutEffect, type RefObject } from 'react';
import type { Panel, Stretch, TrendLine, TrendMark } from '../../../shared/contract/trends';
import { later } from '../../later';
import { usePreference } from '../../state/preferences';
import type { ChartDrawing } from './chart-data';
import { axisWidth, chartBox, type ChartBox } from './chart-box';
import { ChartLines } from './chart-lines';
import { ChartBack, ChartFront } from './chart-overlays';
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
  const figures = tickWords(heights, scale, log);
  const left = axisWidth(figures);
  const place = chartBox(width, height, left, stretch, heights, log);
  useLayoutEffect(() => {
    placeRef.current = place;
  });
  const most = Math.max(2, Math.floor((place.right - left) / tickPx));
  const ticks = zoneTicks(stretch.fromMs, stretch.toMs, zone === 'local' ? undefined : zone, most);
  const inside = marks.filter((mark) => mark.at >= stretch.fromMs && mark.at <= stretch.toMs);
  return (
    <div className={css.box} style={{ height }}>
      <ChartBack drawing={drawing} behind={behind} place={place} width={width} height={height} />
      <Suspense>
        <TrendCanvas
          drawing={drawing}
          kind={panel.kind}
          ticks={ticks}
          figures={figures}
          width={width}
          height={height}
          left={left}
        />
      </Suspense>
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
