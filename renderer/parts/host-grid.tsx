import { memo, useCallback, useEffect, useId, useRef, useState, type KeyboardEvent, type PointerEvent } from 'react';
import { cx } from './cx';
import type { HostCell } from './host-cells';
import { shapes } from './mark';
import { toneOf } from '../../shared/desk/marks';
import css from './host-grid.module.css';

interface Props {
  readonly type: string;
  readonly cells: readonly HostCell[];
  readonly chosen: string | null;
  readonly onChoose: (host: string) => void;
  /** What else is known of a host, for the line that appears on focus and hover. */
  readonly describe: (host: string) => string;
}

const gutter = 34;
const manyHosts = 240;

/**
 * One mark a host. A thousand of them are a few dozen rows, and a row is drawn again only when one of its marks changed. The
 * grid is one stop for Tab; arrows walk it; the host under the pointer or the cursor is said in words below its mark.
 */
export const HostGrid = memo(function HostGrid({ type, cells, chosen, onChoose, describe }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box);
  const id = useId();
  const [cursor, setCursor] = useState(0);
  const [shown, setShown] = useState<number | null>(null);

  const small = cells.length > manyHosts;
  const pitch = small ? 12 : 17;
  const rowHeight = small ? 14 : 19;
  const columns = Math.max(8, Math.floor((width - gutter + 4) / pitch));
  const rows = Math.ceil(cells.length / columns);
  const at = shown === null ? undefined : cells[shown];

  const indexAt = useCallback(
    (event: PointerEvent<SVGSVGElement>) => {
      const area = event.currentTarget.getBoundingClientRect();
      const column = Math.floor((event.clientX - area.left - gutter + 2) / pitch);
      const row = Math.floor((event.clientY - area.top) / rowHeight);
      const index = row * columns + column;
      return column >= 0 && column < columns && index < cells.length ? index : null;
    },
    [cells.length, columns, pitch, rowHeight],
  );

  const onKeyDown = (event: KeyboardEvent) => {
    const step = steps(columns)[event.key];
    if (step) {
      event.preventDefault();
      const next = Math.max(0, Math.min(cells.length - 1, step(cursor, cells.length)));
      setCursor(next);
      setShown(next);
    } else if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      const host = cells[cursor]?.host;
      if (host) onChoose(host);
    }
  };

  return (
    <div
      ref={box}
      className={css.grid}
      role="listbox"
      aria-label={`${type}, ${cells.length} hosts`}
      aria-activedescendant={at ? `${id}-at` : undefined}
      tabIndex={0}
      onKeyDown={onKeyDown}
      onFocus={() => setShown(cursor)}
      onBlur={() => setShown(null)}
    >
      {width > 0 && (
        <svg
          width={width}
          height={rows * rowHeight}
          aria-hidden="true"
          onPointerMove={(event) => setShown(indexAt(event))}
          onPointerLeave={() => setShown(null)}
          onPointerDown={(event) => {
            const index = indexAt(event);
            const host = index === null ? undefined : cells[index]?.host;
            if (index === null || !host) return;
            setCursor(index);
            onChoose(host);
          }}
        >
          {Array.from({ length: rows }, (_, row) => {
            const part = cells.slice(row * columns, (row + 1) * columns);
            const key = part.map((cell) => `${cell.mark}|${cell.rule ?? ''}`).join();
            return (
              <Row
                key={row}
                marks={key}
                label={rows > 1 ? String(row * columns + 1).padStart(3, '0') : ''}
                y={row * rowHeight}
                pitch={pitch}
                size={small ? 9 : 12}
              />
            );
          })}
          {shown !== null && <Frame index={shown} columns={columns} pitch={pitch} rowHeight={rowHeight} size={small ? 9 : 12} />}
        </svg>
      )}
      {at && shown !== null && (
        <div
          id={`${id}-at`}
          role="option"
          aria-selected={at.host === chosen}
          aria-posinset={shown + 1}
          aria-setsize={cells.length}
          className={css.tip}
          style={{
            top: (Math.floor(shown / columns) + 1) * rowHeight + 2,
            left: Math.max(0, Math.min(gutter + (shown % columns) * pitch, width - 240)),
          }}
        >
          <b>{at.host}</b> {at.word}
          {at.rule === 'canary' && ', canary'}
          {at.rule === 'shows' && ', shows the regression'}
          <span>{describe(at.host)}</span>
        </div>
      )}
    </div>
  );
});

const Row = memo(function Row({
  marks,
  label,
  y,
  pitch,
  size,
}: {
  marks: string;
  label: string;
  y: number;
  pitch: number;
  size: number;
}) {
  return (
    <g transform={`translate(0 ${y})`}>
      <text x="0" y="12">
        {label}
      </text>
      {marks.split(',').map((key, column) => {
        const [name = '', rule = ''] = key.split('|');
        if (!isMark(name)) return null;
        const shows = rule === 'shows';
        return (
          <g key={column} className={`c-${toneOf[name]}`} transform={`translate(${gutter + column * pitch} 2) scale(${size / 12})`}>
            {shapes[name]}
            {rule && (
              <rect
                x="-1.5"
                y={shows ? 14 : 14.5}
                width="15"
                height={shows ? 2 : 1}
                fill={shows ? 'var(--crit)' : 'var(--ink-3)'}
              />
            )}
          </g>
        );
      })}
    </g>
  );
});

function Frame({
  index,
  columns,
  pitch,
  rowHeight,
  size,
}: {
  index: number;
  columns: number;
  pitch: number;
  rowHeight: number;
  size: number;
}) {
  const x = gutter + (index % columns) * pitch;
  const y = Math.floor(index / columns) * rowHeight;
  return <rect className={css.frame} x={x - 1.5} y={y + 0.5} width={size + 3} height={size + 3} />;
}

const isMark = (name: string): name is keyof typeof toneOf => name in toneOf;

const steps = (columns: number): Readonly<Record<string, (at: number, all: number) => number>> => ({
  ArrowRight: (at) => at + 1,
  ArrowLeft: (at) => at - 1,
  ArrowDown: (at, all) => (at + columns < all ? at + columns : at),
  ArrowUp: (at) => (at >= columns ? at - columns : at),
  Home: (at) => at - (at % columns),
  End: (at) => at - (at % columns) + columns - 1,
  PageUp: () => 0,
  PageDown: (_at, all) => all - 1,
});

function useWidth(box: { readonly current: HTMLElement | null }): number {
  const [width, setWidth] = useState(0);
  useEffect(() => {
    if (!box.current) return;
    const observer = new ResizeObserver(([entry]) => entry && setWidth(Math.floor(entry.contentRect.width)));
    observer.observe(box.current);
    return () => observer.disconnect();
  }, [box]);
  return width;
}

/** Grids of small types stand beside one another; large ones take the whole width. */
export const gridClass = (hosts: number): string => cx(css.type, hosts <= 12 && css.narrow);
