import { memo, useRef } from 'react';
import type { DeskState } from '../../../shared/contract/state';
import { toneOf, type MarkName } from '../../../shared/desk/marks';
import { formatNumber } from '../../../shared/format/words';
import { cellsByType, tally, type HostCell } from '../../parts/host-cells';
import { shapes } from '../../parts/mark';
import { fitGrid, linesHeight } from './grid-fit';
import { useSize } from './use-size';
import { WallMark } from './wall-mark';
import css from './wall-grid.module.css';

/** In the units of the wall: a 1920 x 1080 screen has one a pixel. */
const labelHeight = 36;
const labelWidth = 224;
const largestPitch = 40;

/** Every host as one mark, by type, as large as the place allows; and how many there are of each. Nothing in it is to be pointed at. */
export function WallGrid({ desk, unit }: { desk: DeskState; unit: number }) {
  const box = useRef<HTMLDivElement>(null);
  const { width, height } = useSize(box);
  const types = cellsByType(desk);
  const cells = types.flatMap((type) => type.cells);
  const left = labelWidth * unit;
  const label = labelHeight * unit;
  const fit = fitGrid(
    types.map((type) => type.cells.length),
    Math.max(1, width - left),
    height,
    label,
    largestPitch * unit,
  );
  const rest = types.slice(fit.own);
  const groups = [
    ...types.slice(0, fit.own).map(({ type, cells: own }) => ({ name: type, cells: own })),
    ...(rest.length ? [{ name: `${rest.length} more types`, cells: rest.flatMap((type) => type.cells) }] : []),
  ];
  return (
    <div className={css.hosts}>
      <ul className={css.tally}>
        {tally(cells)
          .slice(0, 4)
          .map(({ word, mark, hosts }) => (
            <li key={word}>
              <WallMark name={mark} />
              <b>{formatNumber(hosts)}</b> {word}
            </li>
          ))}
      </ul>
      <div ref={box} className={css.grid}>
        {height > 0 &&
          groups.map((group) => (
            <div
              key={group.name}
              className={css.type}
              style={{ height: linesHeight(group.cells.length, fit.columns, fit.pitch, label) }}
            >
              <span className={css.label}>
                <span className="clip prose">{group.name}</span>
                <b>{formatNumber(group.cells.length)}</b>
              </span>
              <Marks cells={group.cells} columns={fit.columns} pitch={fit.pitch} lead={Math.max(0, (label - fit.pitch) / 2)} />
            </div>
          ))}
      </div>
    </div>
  );
}

function Marks({
  cells,
  columns,
  pitch,
  lead,
}: {
  cells: readonly HostCell[];
  columns: number;
  pitch: number;
  /** Few marks stand in the middle of their label's line. */
  lead: number;
}) {
  const rows = Math.ceil(cells.length / columns);
  return (
    <svg width={columns * pitch} height={rows * pitch + (rows === 1 ? lead : 0)} aria-hidden="true">
      {Array.from({ length: rows }, (_, row) => (
        <Row
          key={row}
          marks={cells
            .slice(row * columns, (row + 1) * columns)
            .map((cell) => `${cell.mark}${cell.rule === 'shows' ? '!' : ''}`)
            .join()}
          y={row * pitch + (rows === 1 ? lead : 0)}
          pitch={pitch}
        />
      ))}
    </svg>
  );
}

/** A line of marks, drawn again only when one of them changed: a thousand hosts are some dozen lines. */
const Row = memo(function Row({ marks, y, pitch }: { marks: string; y: number; pitch: number }) {
  const scale = (pitch * 0.76) / 12;
  return (
    <g transform={`translate(${pitch * 0.12} ${y + pitch * 0.12})`}>
      {marks.split(',').map((key, column) => {
        const name = key.replace('!', '');
        if (!isMark(name)) return null;
        return (
          <g key={column} className={`c-${toneOf[name]}`} transform={`translate(${column * pitch} 0) scale(${scale})`}>
            {shapes[name]}
            {key.endsWith('!') && <rect x="-1" y="12.6" width="14" height="2.2" fill="var(--crit)" />}
          </g>
        );
      })}
    </g>
  );
});

const isMark = (name: string): name is MarkName => name in toneOf;
