import { useState } from 'react';
import type { MetricView } from '../../../shared/contract/trends';
import { count, formatNumber } from '../../../shared/format/words';
import { Field } from '../../parts/field';
import { SectionHead } from '../../parts/section-head';
import { EmptyState, ErrorState, Skeleton } from '../../parts/states';
import { Table, type TableColumn } from '../../parts/table';
import { useQuery } from '../../state/query';
import css from './explore.module.css';

const most = 200;

const columns: readonly TableColumn<MetricView>[] = [
  { key: 'name', heading: 'Metric', cell: (row) => row.name, sort: (row) => row.name, width: '2fr', minWidth: 220 },
  {
    key: 'help',
    heading: 'What it is',
    cell: (row) => <span title={row.help}>{row.help}</span>,
    sort: (row) => row.help,
    width: '2fr',
    minWidth: 160,
  },
  { key: 'type', heading: 'Type', cell: (row) => row.type, sort: (row) => row.type, width: 88 },
  { key: 'unit', heading: 'Unit', cell: (row) => row.unit, sort: (row) => row.unit, width: 72 },
  {
    key: 'labels',
    heading: 'Labels',
    cell: (row) => <span title={row.labels.join(', ')}>{row.labels.join(', ')}</span>,
    width: '1fr',
    minWidth: 110,
  },
  {
    key: 'series',
    heading: 'Series',
    cell: (row) => formatNumber(row.series),
    sort: (row) => row.series,
    downFirst: true,
    right: true,
    width: 72,
  },
  {
    key: 'last',
    heading: 'Newest',
    cell: (row) => formatNumber(row.last, row.last !== null && Math.abs(row.last) < 100 && !Number.isInteger(row.last) ? 3 : 0),
    sort: (row) => row.last,
    downFirst: true,
    right: true,
    width: 128,
  },
];

/** Of a source's metrics only this is known before one is asked for. */
const columnsOfSource = columns.filter(({ key }) => key !== 'labels' && key !== 'series' && key !== 'last');

interface Props {
  /** Whose metrics they are; null: those that the hosts expose. */
  readonly source: string | null;
  readonly onMetric: (metric: MetricView) => void;
}

/** Every metric that there is, found by words of its name or help; a press on one draws it. */
export function MetricFinder({ source, onMetric }: Props) {
  const [text, setText] = useState('');
  const { data, refusal, again } = useQuery(`metrics ${source ?? ''} ${text.trim()}`, (rpc, signal) =>
    rpc.trends.metrics({ text: text.trim(), limit: most, source }, { signal }),
  );
  return (
    <section className={css.finder} aria-label="Metrics">
      <SectionHead
        title="Metrics"
        about={data ? `${count(data.length, 'metric')}${data.length === most ? ' at least' : ''}` : undefined}
      >
        <Field label="Find by words of its name or help" type="search" value={text} onText={setText} className={css.search} />
      </SectionHead>
      {data ? (
        data.length > 0 || text !== '' ? (
          <Table
            label="Metrics"
            columns={source === null ? columns : columnsOfSource}
            rows={data}
            idOf={(row) => row.name}
            textOf={(row) => row.name}
            onRow={(id) => {
              const found = data.find((row) => row.name === id);
              if (found) onMetric(found);
            }}
            empty="No metric has these words"
            fill
          />
        ) : source !== null ? (
          <EmptyState title={`${source} names no metric`}>It answers, and has read nothing so far.</EmptyState>
        ) : (
          <EmptyState title="No metric is known yet">
            As soon as a host is scraped, everything it exposes stands here with its help text.
          </EmptyState>
        )
      ) : refusal ? (
        <ErrorState refusal={refusal} onAgain={again} />
      ) : (
        <Skeleton label="Reading the metrics" rows={8} />
      )}
    </section>
  );
}
