import { useState } from 'react';
import { Age } from '../../parts/time';
import { State } from '../../parts/mark';
import { Revision } from '../../parts/revision';
import { Table, type TableColumn } from '../../parts/table';
import { formatNumber } from '../../../shared/format/words';
import type { MarkName } from '../../../shared/desk/marks';
import { Case, Cases, galleryNow, Group } from './group';
import css from './gallery.module.css';

interface HostRow {
  readonly host: string;
  readonly mark: MarkName;
  readonly word: string;
  readonly latency: number | null;
  readonly readAt: number;
}

const words: readonly (readonly [MarkName, string])[] = [
  ['staged', 'live'],
  ['staged', 'live'],
  ['unknown', 'unknown'],
  ['failed', 'failed'],
  ['staged', 'live'],
];
const rowsOf = (hosts: number): readonly HostRow[] =>
  Array.from({ length: hosts }, (_, index) => {
    const [mark, word] = words[index % words.length] ?? ['staged', 'live'];
    return {
      host: `www-${String(index + 1).padStart(3, '0')}`,
      mark,
      word,
      latency: mark === 'unknown' ? null : 8 + ((index * 37) % 90),
      readAt: galleryNow - 1_000 * (mark === 'unknown' ? 400 : index % 9),
    };
  });

const columns: readonly TableColumn<HostRow>[] = [
  {
    key: 'state',
    heading: 'State',
    width: 110,
    sort: (row) => row.word,
    cell: (row) => (
      <State name={row.mark} soft={row.mark === 'staged'}>
        {row.word}
      </State>
    ),
  },
  { key: 'host', heading: 'Host', names: true, width: '2fr', sort: (row) => row.host, cell: (row) => row.host },
  { key: 'live', heading: 'Live', width: 90, cell: () => <Revision of="4f2c91e0aa" /> },
  {
    key: 'latency',
    heading: 'Latency, ms',
    width: 100,
    right: true,
    downFirst: true,
    sort: (row) => row.latency,
    cell: (row) => formatNumber(row.latency),
  },
  {
    key: 'age',
    heading: 'Last contact',
    width: 120,
    right: true,
    sort: (row) => row.readAt,
    cell: (row) => <Age at={row.readAt} lateAfterMs={30_000} />,
  },
];
const few = rowsOf(4);
const many = rowsOf(1_000);
const total: readonly HostRow[] = [{ host: 'all www', mark: 'ok', word: 'ok', latency: 41, readAt: galleryNow - 1_000 }];
const idOf = (row: HostRow) => row.host;
const textOf = (row: HostRow) => `${row.host} ${row.word}`;

/** Tables: few rows and many, selected, sorted, empty. */
export function Tables() {
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set(['www-002', 'www-004']));
  const [chosen, setChosen] = useState('www-003');
  return (
    <Group name="tables" about="sorted by a head, one stop for Tab, arrows, virtual beyond 200 rows">
      <Cases>
        <Case wide state="sorted, with a total on top, one row open, one that needs a person">
          <Table
            label="Hosts of www"
            columns={columns}
            rows={few}
            aggregates={total}
            idOf={idOf}
            textOf={textOf}
            firstOrder={{ by: 'latency', down: true }}
            onRow={setChosen}
            chosen={chosen}
            washOf={(row) => (row.mark === 'failed' ? 'crit' : null)}
          />
        </Case>
        <Case wide state="selectable">
          <Table
            label="Hosts to act on"
            columns={columns}
            rows={few}
            idOf={idOf}
            textOf={textOf}
            selected={selected}
            onSelected={setSelected}
          />
        </Case>
        <Case wide state="filtered">
          <Table label="Hosts that failed" columns={columns} rows={few} idOf={idOf} textOf={textOf} filter="failed" />
        </Case>
        <Case wide state="filtered to nothing">
          <Table label="Filtered hosts" columns={columns} rows={few} idOf={idOf} textOf={textOf} filter="nowhere" />
        </Case>
        <Case wide state="empty">
          <Table label="No hosts" columns={columns} rows={[]} idOf={idOf} textOf={textOf} empty="No host is out of service" />
        </Case>
        <Case wide state="a thousand rows">
          <div className={css.high}>
            <Table
              label="A thousand hosts"
              fill
              columns={columns}
              rows={many}
              aggregates={total}
              idOf={idOf}
              textOf={textOf}
              selected={selected}
              onSelected={setSelected}
              onRow={setChosen}
              chosen={chosen}
            />
          </div>
        </Case>
      </Cases>
    </Group>
  );
}
