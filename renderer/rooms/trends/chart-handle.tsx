import { useRef, type KeyboardEvent, type PointerEvent, type RefObject } from 'react';
import type { Stretch, TrendMark } from '../../../shared/contract/trends';
import { formatTime, formatUtc } from '../../../shared/format/words';
import { go } from '../../router';
import type { ChartBox } from './chart-box';
import { valueAt, type DrawnLine } from './chart-data';
import { dropCursor, moveCursor, useCursor } from './cursor';
import { markAt } from './mark-at';
import { markLine } from './mark-words';
import { marked } from './stretches';
import css from './trend-chart.module.css';

/** What the pointer has to move before it marks a stretch. */
const dragPx = 6;

interface Props {
  readonly panel: string;
  readonly title: string;
  readonly stretch: Stretch;
  readonly stepMs: number;
  readonly lines: readonly DrawnLine[];
  readonly marks: readonly TrendMark[];
  readonly figure: (value: number | null | undefined) => string;
  /** Id of the chart in words. */
  readonly words: string;
  /** Null until it is drawn. */
  readonly place: RefObject<ChartBox | null>;
  readonly onZoom: (stretch: Stretch) => void;
  readonly onOut: () => void;
  readonly onAsk: (stretch: Stretch) => void;
}

/**
 * What takes pointer and keys over a chart: to who cannot see it a slider over time, whose value is what stands under the crosshair. It is there
 * also while the chart is out of sight and not drawn, so that the keyboard gets to it.
 */
export function ChartHandle({ panel, title, stretch, stepMs, lines, marks, figure, words, place, ...acts }: Props) {
  const at = useCursor((cursor) => (cursor.panel === panel ? cursor.at : null));
  const { fromMs, toMs } = stretch;
  const inside = marks.filter((mark) => mark.at >= fromMs && mark.at <= toMs);
  const mark = at === null ? null : markAt(inside, at, stepMs);
  const pointer = usePointer(panel, place, acts.onZoom, acts.onAsk);
  const text =
    at === null
      ? `${formatTime(fromMs)} to ${formatTime(toMs)}`
      : [
          `${formatTime(at)}, ${formatUtc(at)}`,
          ...lines.filter((one) => one.colour > 0).map(({ line }) => `${line.name || title} ${figure(valueAt(line, at, stepMs))}`),
          ...(mark ? [markLine(mark)] : []),
        ].join(', ');
  return (
    <div
      className={css.handle}
      role="slider"
      tabIndex={0}
      aria-label={title}
      aria-describedby={words}
      aria-valuemin={fromMs}
      aria-valuemax={toMs}
      aria-valuenow={at ?? toMs}
      aria-valuetext={text}
      onKeyDown={keysOf(panel, stretch, stepMs, inside, acts)}
      onDoubleClick={acts.onOut}
      {...pointer}
    />
  );
}

function usePointer(
  panel: string,
  place: RefObject<ChartBox | null>,
  onZoom: (stretch: Stretch) => void,
  onAsk: (stretch: Stretch) => void,
): Pick<
  React.HTMLAttributes<HTMLDivElement>,
  'onPointerDown' | 'onPointerMove' | 'onPointerUp' | 'onPointerLeave' | 'onPointerCancel'
> {
  const begun = useRef<number | null>(null);
  const xOf = (event: PointerEvent) => event.clientX - event.currentTarget.getBoundingClientRect().left;
  const timeAt = (x: number) => place.current?.atX(x) ?? null;
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
      const since = begun.current !== null && Math.abs(x - begun.current) > dragPx ? timeAt(begun.current) : null;
      moveCursor({ at: timeAt(x), panel, since });
    },
    onPointerUp: (event) => {
      const from = begun.current;
      const x = xOf(event);
      end();
      if (from === null || Math.abs(x - from) <= dragPx) return;
      const [one, other] = [timeAt(from), timeAt(x)];
      if (one !== null && other !== null) (event.shiftKey ? onAsk : onZoom)(marked(one, other));
    },
    onPointerLeave: () => begun.current === null && dropCursor(),
    onPointerCancel: end,
  };
}

function keysOf(
  panel: string,
  { fromMs, toMs }: Stretch,
  stepMs: number,
  marks: readonly TrendMark[],
  { onZoom, onAsk }: Pick<Props, 'onZoom' | 'onAsk'>,
): (event: KeyboardEvent) => void {
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
