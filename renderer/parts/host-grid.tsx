import { memo, useMemo, useRef, useState } from 'react';
import { formatNumber } from '../../shared/format/words';
import { Button } from './button';
import { cx } from './cx';
import type { HostCell } from './host-cells';
import { denseBeyond, layOutGrid, regionOf } from './host-grid-geometry';
import css from './host-grid.module.css';
import { HostMarks } from './host-marks';
import { useWidth } from './use-width';

interface Props {
  readonly type: string;
  readonly cells: readonly HostCell[];
  readonly chosen: string | null;
  readonly onChoose: (host: string) => void;
  /** What else is known of a host, for the line that appears on focus and hover. */
  readonly describe: (host: string) => string;
  /** The selected hosts; left out: none can be. A press then selects, with Shift all from the last one; Enter still chooses. */
  readonly selected?: ReadonlySet<string>;
  readonly onSelected?: (hosts: ReadonlySet<string>) => void;
}

/**
 * One mark a host, up to 5,000 of them. The grid is one stop for Tab; arrows walk it; the host under the pointer or the cursor is said in
 * words below its mark. Beyond 500 hosts the marks are small and a press, or Enter, enlarges the rows around one; Escape is the way back.
 */
export const HostGrid = memo(function HostGrid(props: Props) {
  const { type, cells } = props;
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box);
  return (
    <div ref={box} className={css.grid}>
      {width > 0 &&
        (cells.length > denseBeyond ? (
          <Dense {...props} width={width} />
        ) : (
          <HostMarks {...props} name={`${type}, ${formatNumber(cells.length)} hosts`} layout={layOutGrid(cells.length, width)} />
        ))}
    </div>
  );
});

function Dense(props: Props & { readonly width: number }) {
  const { type, cells, width } = props;
  const layout = useMemo(() => layOutGrid(cells.length, width), [cells.length, width]);
  // By name, so that what is enlarged stays where it is when hosts come and go.
  const [around, setAround] = useState<string | null>(null);
  const at = around === null ? -1 : cells.findIndex((cell) => cell.host === around);
  const region = useMemo(() => (at < 0 ? null : regionOf(at, cells.length, layout)), [at, cells.length, layout]);
  const part = useMemo(() => (region === null ? [] : cells.slice(region.from, region.to)), [cells, region]);
  const field = useRef<HTMLDivElement>(null);
  const close = () => {
    setAround(null);
    field.current?.querySelector<HTMLElement>('[role=listbox]')?.focus();
  };
  const first = part[0]?.host ?? '';
  const last = part.at(-1)?.host ?? '';
  return (
    <div ref={field}>
      <HostMarks
        {...props}
        name={`${type}, ${formatNumber(cells.length)} hosts, small; Enter enlarges`}
        layout={layout}
        region={region}
        onOpen={setAround}
      />
      {region && (
        <section className={css.lens} aria-label={`Enlarged: ${first} to ${last}`}>
          <div className={css.lensHead}>
            <span className="prose">
              {first} to {last}
            </span>
            <Button small kind="link" onClick={close}>
              Back to all {formatNumber(cells.length)}
            </Button>
          </div>
          <HostMarks
            {...props}
            key={region.from}
            cells={part}
            name={`${type}, ${first} to ${last}`}
            layout={layOutGrid(part.length, width, true)}
            firstNumber={region.from + 1}
            startAt={at - region.from}
            takesFocus
            onEscape={close}
          />
        </section>
      )}
    </div>
  );
}

/** Grids of small types stand beside one another; large ones take the whole width. */
export const gridClass = (hosts: number): string => cx(css.type, hosts <= 12 && css.narrow);
