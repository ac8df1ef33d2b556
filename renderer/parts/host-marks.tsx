import { memo, useEffect, useId, useMemo, useRef, useState, type KeyboardEvent, type PointerEvent } from 'react';
import { toneOf, type MarkName } from '../../shared/desk/marks';
import type { HostCell } from './host-cells';
import { markAt, press, readRow, rowText, stepTo, type GridLayout } from './host-grid-geometry';
import css from './host-grid.module.css';
import { ShapePath } from './mark';
import { markShapes } from './mark-shapes';

interface Props {
  /** Its name for who cannot see it. */
  readonly name: string;
  readonly cells: readonly HostCell[];
  readonly layout: GridLayout;
  readonly chosen: string | null;
  readonly onChoose: (host: string) => void;
  readonly describe: (host: string) => string;
  readonly selected?: ReadonlySet<string>;
  readonly onSelected?: (hosts: ReadonlySet<string>) => void;
  /** A press, or Enter, opens the part around a host instead of choosing the host. */
  readonly onOpen?: (host: string) => void;
  readonly onEscape?: () => void;
  /** The part that is open, framed. */
  readonly region?: { readonly from: number; readonly to: number } | null;
  /** The number of the first host. */
  readonly firstNumber?: number;
  /** The mark that the cursor begins at. */
  readonly startAt?: number;
  readonly takesFocus?: boolean;
}

const tipWidth = 240;

/**
 * Marks in rows. A row is a path for each kind of mark in it, and is drawn again only when one of its marks changed: a thousand hosts are
 * some hundred elements, whatever they do.
 */
export function HostMarks({ name, cells, layout, chosen, onChoose, describe, selected, onSelected, ...rest }: Props) {
  const { onOpen, onEscape, region = null, firstNumber = 1, startAt = 0, takesFocus = false } = rest;
  const id = useId();
  const box = useRef<HTMLDivElement>(null);
  const [cursor, setCursor] = useState(startAt);
  const [anchor, setAnchor] = useState<number | null>(null);
  const [shown, setShown] = useState<number | null>(null);
  const { columns, rows, pitch, rowHeight, gutter } = layout;
  const texts = useMemo(
    () => Array.from({ length: rows }, (_, row) => rowText(cells.slice(row * columns, (row + 1) * columns), selected ?? null)),
    [cells, columns, rows, selected],
  );
  const at = shown === null ? undefined : cells[shown];

  useEffect(() => {
    if (takesFocus) box.current?.focus();
  }, [takesFocus]);

  const select = (index: number, range: boolean) => {
    onSelected?.(press(selected ?? new Set(), hostsOf(cells), index, anchor, range));
    setAnchor(index);
  };
  const choose = (index: number) => {
    const host = cells[index]?.host;
    if (host !== undefined) (onOpen ?? onChoose)(host);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const next = stepTo(event.key, Math.min(cursor, cells.length - 1), cells.length, columns);
    if (next !== null) {
      event.preventDefault();
      if (event.shiftKey && selected) onSelected?.(press(selected, hostsOf(cells), next, anchor ?? cursor, true));
      if (!event.shiftKey) setAnchor(next);
      else setAnchor(anchor ?? cursor);
      setCursor(next);
      setShown(next);
    } else if (event.key === ' ' && selected) {
      event.preventDefault();
      select(cursor, event.shiftKey);
    } else if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      choose(cursor);
    } else if (event.key === 'a' && (event.ctrlKey || event.metaKey) && selected) {
      event.preventDefault();
      onSelected?.(new Set([...selected, ...hostsOf(cells)]));
    } else if (event.key === 'Escape' && onEscape) {
      event.preventDefault();
      event.stopPropagation();
      onEscape();
    }
  };
  const indexAt = (event: PointerEvent<SVGSVGElement>) => {
    const area = event.currentTarget.getBoundingClientRect();
    return markAt(event.clientX - area.left, event.clientY - area.top, cells.length, layout);
  };
  const onPointerDown = (event: PointerEvent<SVGSVGElement>) => {
    const index = indexAt(event);
    if (index === null || event.button !== 0) return;
    setCursor(index);
    if (selected && !onOpen) select(index, event.shiftKey);
    else choose(index);
  };

  const isSelected = at !== undefined && (selected ? selected.has(at.host) : at.host === chosen);
  return (
    <div
      ref={box}
      className={css.marks}
      role="listbox"
      aria-label={name}
      aria-multiselectable={selected !== undefined || undefined}
      aria-activedescendant={at ? `${id}-at` : undefined}
      tabIndex={0}
      onKeyDown={onKeyDown}
      onFocus={() => setShown(Math.min(cursor, cells.length - 1))}
      onBlur={() => setShown(null)}
    >
      <svg
        width={gutter + columns * pitch}
        height={rows * rowHeight}
        aria-hidden="true"
        onPointerMove={(event) => setShown(indexAt(event))}
        onPointerLeave={() => setShown(null)}
        onPointerDown={onPointerDown}
      >
        {region && <Region region={region} layout={layout} />}
        {texts.map((text, row) => (
          <Row
            key={row}
            text={text}
            label={
              rows > 1 && rowHeight >= 14
                ? number(firstNumber + row * columns)
                : row % 5 === 0 && rows > 1
                  ? number(row * columns + 1)
                  : ''
            }
            y={row * rowHeight}
            layout={layout}
          />
        ))}
        {shown !== null && <Frame index={shown} layout={layout} />}
      </svg>
      {at && shown !== null && (
        <div
          id={`${id}-at`}
          role="option"
          aria-selected={isSelected}
          aria-posinset={firstNumber + shown}
          aria-setsize={cells.length}
          className={css.tip}
          style={{
            top: (Math.floor(shown / columns) + 1) * rowHeight + 2,
            left: Math.max(0, Math.min(gutter + (shown % columns) * pitch, gutter + columns * pitch - tipWidth)),
          }}
        >
          <b>{at.host}</b> {at.word}
          {at.rule === 'canary' && ', canary'}
          {at.rule === 'shows' && ', shows the regression'}
          {selected?.has(at.host) && ', selected'}
          <span>{describe(at.host)}</span>
        </div>
      )}
    </div>
  );
}

const number = (value: number): string => String(value).padStart(3, '0');
const hostsOf = (cells: readonly HostCell[]): readonly string[] => cells.map((cell) => cell.host);
const isMark = (name: string): name is MarkName => name in toneOf;

interface RowProps {
  readonly text: string;
  readonly label: string;
  readonly y: number;
  readonly layout: GridLayout;
}

const Row = memo(function Row({ text, label, y, layout: { pitch, size, gutter, rowHeight } }: RowProps) {
  const { marks, canaries, shows, selected } = readRow(text, isMark);
  // Marks are drawn on a field of 12 x 12, so the places are measured in it too.
  const scale = size / 12;
  const x = (column: number) => Number(((column * pitch) / scale).toFixed(2));
  const bars = (columns: readonly number[], top: number, height: number) =>
    columns.map((column) => `M${x(column) - 1.5} ${top}h15v${height}h-15z`).join('');
  return (
    <g transform={`translate(0 ${y})`}>
      {label && (
        <text x="0" y={Math.min(12, rowHeight - 1)}>
          {label}
        </text>
      )}
      <g transform={`translate(${gutter} 2) scale(${scale})`}>
        {selected.length > 0 && (
          <path className={css.picked} d={selected.map((column) => `M${x(column) - 2} -2h16v16h-16z`).join('')} />
        )}
        {marks.map(({ name, columns }) => (
          <g key={name} className={`c-${toneOf[name]}`}>
            {markShapes[name].map((part, index) => (
              <ShapePath key={index} part={part} at={columns.map((column) => [x(column), 0] as const)} />
            ))}
          </g>
        ))}
        {canaries.length > 0 && <path d={bars(canaries, 14.5, 1)} fill="var(--ink-3)" />}
        {shows.length > 0 && <path d={bars(shows, 14, 2)} fill="var(--crit)" />}
      </g>
    </g>
  );
});

function Frame({ index, layout: { columns, pitch, rowHeight, size, gutter } }: { index: number; layout: GridLayout }) {
  const x = gutter + (index % columns) * pitch;
  const y = Math.floor(index / columns) * rowHeight;
  return <rect className={css.frame} x={x - 1.5} y={y + 0.5} width={size + 3} height={size + 3} />;
}

function Region({ region, layout }: { region: { readonly from: number; readonly to: number }; layout: GridLayout }) {
  const { columns, pitch, rowHeight, gutter } = layout;
  const top = Math.floor(region.from / columns) * rowHeight;
  const bottom = Math.ceil(region.to / columns) * rowHeight;
  return <rect className={css.region} x={gutter - 3} y={top} width={columns * pitch + 2} height={bottom - top} />;
}
