import { useCallback, useEffect, useEffectEvent, useMemo, useRef, useState, type ReactNode, type RefObject } from 'react';
import {
  Cell,
  CheckboxButton,
  CheckboxField,
  Collection,
  Column,
  ResizableTableContainer,
  Row as AriaRow,
  Table as AriaTable,
  TableBody,
  TableHeader,
  TableLayout,
  TableLoadMoreItem,
  Virtualizer,
  type Key,
  type Selection,
  type SortDescriptor,
} from 'react-aria-components';
import { flushSync } from 'react-dom';
import type { Tone } from '../../shared/desk/marks';
import { cx } from './cx';
import { EmptyState } from './states';
import { filterRows, sortRows, type Order, type SortValue } from './table-rows';
import css from './table.module.css';

const fewRows = 200;
/** A table that scrolls inside anyway draws what is in sight sooner: one change draws all drawn rows anew. */
const fewFilled = 40;
const rowHeight = 24;
const headHeight = 24;
const pickWidth = 42;

/** One column: what its head says and what its cells hold. */
export interface TableColumn<Row> {
  readonly key: string;
  /** In words, with the unit. */
  readonly heading: string;
  readonly cell: (row: Row) => ReactNode;
  /** What it is sorted by; left out: it cannot be. */
  readonly sort?: (row: Row) => SortValue;
  /** The first press on its head puts the greatest on top, as numbers want it. */
  readonly downFirst?: boolean;
  /** Numbers stand on the right. */
  readonly right?: boolean;
  /** In pixels, or a share of what is left over (`2fr`). Left out: `1fr`. */
  readonly width?: number | `${number}fr`;
  readonly minWidth?: number;
  /** The column that names its row: said with each of the row's cells, and set as names are. Left out everywhere: the first one. */
  readonly names?: boolean;
}

interface Props<Row> {
  /** Its name for who cannot see it. */
  readonly label: string;
  /** Keep this stable: a new list of columns draws every row again. */
  readonly columns: readonly TableColumn<Row>[];
  /** A row that is the same object as before is not drawn again. */
  readonly rows: readonly Row[];
  readonly idOf: (row: Row) => string;
  /** What the filter looks in, and what typing a name finds. */
  readonly textOf: (row: Row) => string;
  /** Words that a row has to hold. */
  readonly filter?: string;
  /** How it is sorted until somebody presses a head. Left out: as given. */
  readonly firstOrder?: Order;
  /** Rows that stay on top, whatever is sorted and filtered: totals, groups. They cannot be selected. */
  readonly aggregates?: readonly Row[];
  /** The ids of the selected rows; left out: none can be. What is filtered away stays selected. */
  readonly selected?: ReadonlySet<string>;
  readonly onSelected?: (ids: ReadonlySet<string>) => void;
  /** Opens a row: a press on it, or Enter. */
  readonly onRow?: (id: string) => void;
  /** The row that is open: an edge in the accent colour. */
  readonly chosen?: string | null;
  /** The ground of a row that needs a person. At most two such rows on a screen. */
  readonly washOf?: (row: Row) => Tone | null;
  /** What stands in place of no rows. */
  readonly empty?: string | undefined;
  /** Fills its parent, a column that gives it a height, and scrolls inside. */
  readonly fill?: boolean;
}

interface Line<Row> {
  readonly id: string;
  readonly row: Row;
  readonly aggregate: boolean;
}

/** Rows that are there at first, and that are added when their end comes near. The library looks at each that is there, at each change. */
const firstRows = 100;
const moreRows = 100;

const none: readonly never[] = [];
const layoutOptions = { rowHeight, headingHeight: headHeight, padding: 0, gap: 0 };

/**
 * Rows of figures: one stop for Tab, arrows walk the cells, a press on a head sorts. Beyond 200 rows only those in sight are drawn, and then it
 * scrolls inside itself; more come as their end comes near.
 */
export function Table<Row extends object>({ label, columns, rows, idOf, textOf, filter = '', firstOrder, ...rest }: Props<Row>) {
  const { aggregates = none, selected, onSelected, onRow, chosen = null, washOf, empty, fill = false } = rest;
  const [order, setOrder] = useState<Order | null>(firstOrder ?? null);
  const [there, setThere] = useState(firstRows);
  const lines = useLines(useArranged(rows, columns, order, filter, textOf), aggregates, idOf);
  const many = lines.length > (fill ? fewFilled : fewRows);
  const pick = selected !== undefined;
  const named = columns.find((column) => column.names)?.key ?? columns[0]?.key;
  const box = useRef<HTMLDivElement>(null);
  const totals = useMemo(() => lines.filter((line) => line.aggregate).map((line) => line.id), [lines]);
  useEnterOpens(box, totals, onRow);
  useAllAtEnd(box, lines.length > there, (all) => setThere(all ? lines.length : there + moreRows));

  const onSort = ({ column }: SortDescriptor) => {
    const by = String(column);
    const first = columns.find((one) => one.key === by)?.downFirst ?? false;
    setOrder((before) => ({ by, down: before?.by === by ? !before.down : first }));
  };
  const onSelection = (keys: Selection) => {
    const shown = keys === 'all' ? [...(selected ?? none), ...lines.filter((line) => !line.aggregate).map(({ id }) => id)] : keys;
    onSelected?.(new Set([...shown].map(String)));
  };

  const table = (
    // The library counts the rows that are there already; said is how many there are, with the head.
    <AriaTable
      aria-label={label}
      className={cx(css.table, many && css.many, many && !fill && css.tall)}
      {...(order ? { sortDescriptor: { column: order.by, direction: order.down ? 'descending' : 'ascending' } } : {})}
      onSortChange={onSort}
      selectionMode={pick ? 'multiple' : 'none'}
      selectedKeys={selected ?? none}
      onSelectionChange={onSelection}
      disabledKeys={totals}
      disabledBehavior="selection"
      {...(many ? { render: (props) => <div {...props} aria-rowcount={lines.length + 1} /> } : {})}
      {...(onRow ? { onRowAction: (key: Key) => totals.includes(String(key)) || onRow(String(key)) } : {})}
    >
      <TableHeader>
        {pick && (
          <Column id=":pick" width={pickWidth} minWidth={pickWidth} className={cx(css.head, css.pick)} textValue="Select">
            <Pick />
          </Column>
        )}
        {columns.map((column, index) => (
          <Head key={column.key} column={column} order={order} named={column.key === named} first={!pick && index === 0} />
        ))}
      </TableHeader>
      <TableBody
        dependencies={[columns, chosen, pick, washOf, onRow === undefined]}
        renderEmptyState={() => (
          <div className={css.empty}>
            <EmptyState title={empty ?? (filter ? 'No row holds these words' : 'No rows')} />
          </div>
        )}
      >
        <Collection
          items={lines.length > there ? lines.slice(0, there) : lines}
          dependencies={[columns, chosen, pick, washOf, onRow === undefined]}
        >
          {(line) => {
            const { id, row, aggregate } = line;
            const wash = aggregate ? null : (washOf?.(row) ?? null);
            return (
              <AriaRow
                id={id}
                textValue={textOf(row)}
                className={cx(
                  css.row,
                  aggregate && css.aggregate,
                  onRow && !aggregate && css.opens,
                  id === chosen && css.chosen,
                  wash && css[`wash-${wash}`],
                )}
              >
                {pick && <Cell className={cx(css.cell, css.pick)}>{!aggregate && <Pick />}</Cell>}
                <Collection items={columns} dependencies={[line]}>
                  {(column) => (
                    <Cell
                      className={cx(
                        css.cell,
                        !pick && column === columns[0] && css.first,
                        column.right && css.right,
                        column.key === named && 'prose',
                      )}
                    >
                      {column.cell(row)}
                    </Cell>
                  )}
                </Collection>
              </AriaRow>
            );
          }}
        </Collection>
        {lines.length > there && <TableLoadMoreItem onLoadMore={() => setThere(there + moreRows)} scrollOffset={1} />}
      </TableBody>
    </AriaTable>
  );
  return (
    <ResizableTableContainer ref={box} className={cx(css.box, fill && css.fill, many && css.boxed)}>
      {many ? (
        <Virtualizer layout={TableLayout} layoutOptions={layoutOptions}>
          {table}
        </Virtualizer>
      ) : (
        table
      )}
    </ResizableTableContainer>
  );
}

/** Enter opens the row in focus while others are selected too; the library would then select it, which the space bar does. */
function useEnterOpens(
  box: RefObject<HTMLDivElement | null>,
  totals: readonly string[],
  onRow: ((id: string) => void) | undefined,
): void {
  useEffect(() => {
    const table = box.current;
    if (!table || !onRow) return;
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Enter' || !(event.target instanceof HTMLElement)) return;
      const id = event.target.matches('tbody [role="row"], [role="rowgroup"] [role="row"]')
        ? event.target.dataset['key']
        : undefined;
      if (id === undefined || totals.includes(id)) return;
      event.preventDefault();
      event.stopPropagation();
      onRow(id);
    };
    table.addEventListener('keydown', onKey, { capture: true });
    return () => table.removeEventListener('keydown', onKey, { capture: true });
  }, [box, totals, onRow]);
}

/**
 * Brings the rows that are not there yet before the library looks for the last one: all of them for `End`, also with Ctrl or Shift, and for
 * the page down more than a page holds.
 */
function useAllAtEnd(box: RefObject<HTMLDivElement | null>, isShort: boolean, more: (all: boolean) => void): void {
  const bring = useEffectEvent(more);
  useEffect(() => {
    const table = box.current;
    if (!table || !isShort) return;
    const onKey = ({ key }: KeyboardEvent) => {
      if (key === 'End' || key === 'PageDown') flushSync(() => bring(key === 'End'));
    };
    table.addEventListener('keydown', onKey, { capture: true });
    return () => table.removeEventListener('keydown', onKey, { capture: true });
  }, [box, isShort]);
}

interface HeadProps<Row> {
  readonly column: TableColumn<Row>;
  readonly order: Order | null;
  readonly named: boolean;
  readonly first: boolean;
}

function Head<Row>({ column, order, named, first }: HeadProps<Row>) {
  const sorted = order?.by === column.key;
  return (
    <Column
      id={column.key}
      isRowHeader={named}
      allowsSorting={column.sort !== undefined}
      textValue={column.heading}
      width={column.width ?? '1fr'}
      minWidth={column.minWidth ?? (typeof column.width === 'number' ? column.width : 48)}
      className={cx(css.head, first && css.first, column.right && css.right, sorted && css.sorted)}
    >
      <span className="clip">{column.heading}</span>
      {sorted && <span aria-hidden="true">{order.down ? ' ↓' : ' ↑'}</span>}
    </Column>
  );
}

/** The box of a row, and in the head that of all rows in sight. */
const Pick = () => (
  <CheckboxField slot="selection" className={cx(css.field12)}>
    <CheckboxButton className={cx(css.box12)}>
      {({ isSelected, isIndeterminate }) => (
        <svg viewBox="0 0 12 12" aria-hidden="true">
          {isIndeterminate ? <path d="M2.5 6h7" /> : isSelected && <path d="M2 6.3 4.8 9 10 3.2" />}
        </svg>
      )}
    </CheckboxButton>
  </CheckboxField>
);

function useArranged<Row>(
  rows: readonly Row[],
  columns: readonly TableColumn<Row>[],
  order: Order | null,
  filter: string,
  textOf: (row: Row) => string,
): readonly Row[] {
  return useMemo(() => {
    const found = filterRows(rows, filter, textOf);
    const by = order && columns.find((column) => column.key === order.by)?.sort;
    return by ? sortRows(found, by, order.down) : found;
  }, [rows, columns, order, filter, textOf]);
}

/** Rows as the table holds them. A row that is the same object gets the same line, and its cells are then left alone. */
function useLines<Row extends object>(
  rows: readonly Row[],
  aggregates: readonly Row[],
  idOf: (row: Row) => string,
): readonly Line<Row>[] {
  const [made] = useState(() => new WeakMap<Row, Line<Row>>());
  const lineOf = useCallback(
    (row: Row, aggregate: boolean): Line<Row> => {
      const id = idOf(row);
      const before = made.get(row);
      if (before?.id === id && before.aggregate === aggregate) return before;
      const line = { id, row, aggregate };
      made.set(row, line);
      return line;
    },
    [made, idOf],
  );
  return useMemo(
    () => [...aggregates.map((row) => lineOf(row, true)), ...rows.map((row) => lineOf(row, false))],
    [rows, aggregates, lineOf],
  );
}
