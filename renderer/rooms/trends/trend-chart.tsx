import { useRef, type KeyboardEvent, type PointerEvent } from 'react';
import type { Panel, Stretch, TrendLine, TrendMark } from '../../../shared/contract/trends';
import { formatTime, formatUtc } from '../../../shared/format/words';
import { go } from '../../router';
import { usePreference } from '../../state/preferences';
import { valueAt, type ChartDrawing } from './chart-data';
import { axisWidth, chartBox, type ChartBox } from './chart-box';
import { ChartBack, ChartFront } from './chart-overlays';
import { dropCursor, moveCursor, useCursor } from './cursor';
import { MarkLinks } from './mark-links';
import { markAt } from './mark-at';
import { markLine } from './mark-words';
import { marked } from './stretches';
import { TrendCanvas } from './trend-canvas';
import { tickWords, type UnitScale } from './unit-scale';
import { zoneTicks } from './zone-ticks';
import css from './trend-chart.module.css';

/** What the pointer has to move before it marks a stretch. */
const dragPx = 6;
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
  /** Id of the chart in words. */
  readonly words: string;
  readonly onZoom: (stretch: Stretch) => void;
  readonly onOut: () => void;
  /** Asks what changed in a stretch. */
  readonly onAsk: (stretch: Stretch) => void;
}

/**
 * One chart: pointer and arrows move the crosshair of all charts, dragging or Shift with arrows marks a stretch to zoom to, up and down go from
 * push to push.
 */
export function TrendChart({ panel, drawing, behind, marks, resets, scale, figure, width, height, words, ...acts }: Props) {
  const { stretch, heights, log } = drawing;
  const zone = usePreference('zone');
  const box = useRef<HTMLDivElement>(null);
  const figures = tickWords(heights, scale, log);
  const left = axisWidth(figures);
  const place = chartBox(width, height, left, stretch, heights, log);
  const ticks = zoneTicks(
    stretch.fromMs,
    stretch.toMs,
    zone === 'local' ? undefined : zone,
    Math.max(2, Math.floor((place.right - left) / tickPx)),
  );
  const inside = marks.filter((mark) => mark.at >= stretch.fromMs && mark.at <= stretch.toMs);
  const pointer = usePointer(panel.id, place, acts.onZoom, acts.onAsk);
  const keys = useKeys(panel.id, drawing, inside, acts);
  return (
    <div ref={box} className={css.box} style={{ height }}>
      <ChartBack drawing={drawing} behind={behind} place={place} width={width} height={height} />
      <TrendCanvas
        drawing={drawing}
        kind={panel.kind}
        ticks={ticks}
        figures={figures}
        width={width}
        height={height}
        left={left}
      />
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
      <Handle panel={panel} drawing={drawing} marks={inside} figure={figure} words={words}>
        {{ ...pointer, onKeyDown: keys, onDoubleClick: acts.onOut }}
      </Handle>
      <MarkLinks marks={inside} place={place} onAsk={acts.onAsk} />
    </div>
  );
}

interface HandleProps {
  readonly panel: Panel;
  readonly drawing: ChartDrawing;
  readonly marks: readonly TrendMark[];
  readonly figure: Props['figure'];
  readonly words: string;
  readonly children: React.HTMLAttributes<HTMLDivElement>;
}

/** What takes pointer and keys: to who cannot see it a slider over time, whose value is what stands under the crosshair. */
function Handle({ panel, drawing, marks, figure, words, children: hear }: HandleProps) {
  const at = useCursor((cursor) => (cursor.panel === panel.id ? cursor.at : null));
  const { fromMs, toMs } = drawing.stretch;
  const mark = at === null ? null : markAt(marks, at, drawing.stepMs);
  const text =
    at === null
      ? `${formatTime(fromMs)} to ${formatTime(toMs)}`
      : [
          `${formatTime(at)}, ${formatUtc(at)}`,
          ...drawing.lines
            .filter((one) => one.colour > 0)
            .map(({ line }) => `${line.name || panel.title} ${figure(valueAt(line, at, drawing.stepMs))}`),
          ...(mark ? [markLine(mark)] : []),
        ].join(', ');
  return (
    <div
      className={css.handle}
      role="slider"
      tabIndex={0}
      aria-label={panel.title}
      aria-describedby={words}
      aria-valuemin={fromMs}
      aria-valuemax={toMs}
      aria-valuenow={at ?? toMs}
      aria-valuetext={text}
      data-panel={panel.id}
      {...hear}
    />
  );
}

function usePointer(
  panel: string,
  place: ChartBox,
  onZoom: (stretch: Stretch) => void,
  onAsk: (stretch: Stretch) => void,
): Pick<React.HTMLAttributes<HTMLDivElement>, 'onPointerDown' | 'onPointerMove' | 'onPointerUp' | 'onPointerLeave' | 'onPointerCancel'> {
  const begun = useRef<number | null>(null);
  const xOf = (event: PointerEvent) => event.clientX - event.currentTarget.getBoundingClientRect().left;
  const end = () => {
    begun.current = null;
    moveCursor({ since: null });
  };
  return {
    onPointerDown: (event) => {
      if (event.button !== 0) return;
      begun.current = xOf(event);
      event.currentTarget.setPointerCapture(event.pointerId);
    },
    onPointerMove: (event) => {
      const x = xOf(event);
      const since = begun.current !== null && Math.abs(x - begun.current) > dragPx ? place.atX(begun.current) : null;
      moveCursor({ at: place.atX(x), panel, since });
    },
    onPointerUp: (event) => {
      const from = begun.current;
      const x = xOf(event);
      end();
      if (from === null || Math.abs(x - from) <= dragPx) return;
      (event.shiftKey ? onAsk : onZoom)(marked(place.atX(from), place.atX(x)));
    },
    onPointerLeave: () => begun.current === null && dropCursor(),
    onPointerCancel: end,
  };
}

function useKeys(
  panel: string,
  { stretch, stepMs }: ChartDrawing,
  marks: readonly TrendMark[],
  { onZoom, onAsk }: Pick<Props, 'onZoom' | 'onAsk'>,
): (event: KeyboardEvent) => void {
  const { fromMs, toMs } = stretch;
  return (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const cursor = useCursor.getState();
    const at = cursor.at ?? toMs;
    const far = Math.max(stepMs, (toMs - fromMs) / 10);
    const to = (next: number) => {
      const held = Math.min(toMs, Math.max(fromMs, next));
      moveCursor({ at: held, panel, since: event.shiftKey ? (cursor.since ?? at) : null });
    };
    const step = Math.max(stepMs, (toMs - fromMs) / 150);
    switch (event.key) {
      case 'ArrowLeft':
        to(at - step);
        break;
      case 'ArrowRight':
        to(at + step);
        break;
      case 'PageDown':
        to(at - far);
        break;
      case 'PageUp':
        to(at + far);
        break;
      case 'Home':
        to(fromMs);
        break;
      case 'End':
        to(toMs);
        break;
      case 'ArrowUp':
      case 'ArrowDown': {
        const next = event.key === 'ArrowUp' ? marks.findLast((mark) => mark.at < at - 1) : marks.find((mark) => mark.at > at + 1);
        if (next) to(next.at);
        break;
      }
      case 'Enter': {
        const { since } = cursor;
        const mark = markAt(marks, at, stepMs);
        if (since !== null) {
          moveCursor({ since: null });
          onZoom(marked(since, at));
        } else if (mark?.push != null) go({ room: 'report', push: mark.push, phase: null, gauge: null });
        break;
      }
      case '?':
      case 'c': {
        if (cursor.since === null) return;
        onAsk(marked(cursor.since, at));
        break;
      }
      case 'Escape':
        if (cursor.at === null) return;
        dropCursor();
        break;
      default:
        return;
    }
    event.preventDefault();
    event.stopPropagation();
  };
}
