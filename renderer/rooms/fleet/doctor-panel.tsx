import { useMemo, useState } from 'react';
import type { DoctorRow, SourceRow } from '../../../shared/contract/state';
import { count, nothing } from '../../../shared/format/words';
import { Button } from '../../parts/button';
import { State } from '../../parts/mark';
import { SectionHead } from '../../parts/section-head';
import { Table, type TableColumn } from '../../parts/table';
import { Age } from '../../parts/time';
import { usePanel } from '../../parts/use-panel';
import { checkMarks, checkRows, wellHosts, type CheckRow } from './doctor-rows';
import css from './doctor-panel.module.css';

const columns: readonly TableColumn<CheckRow>[] = [
  {
    key: 'state',
    heading: 'State',
    width: 112,
    cell: (row) => <State name={checkMarks[row.state]}>{row.state === 'ok' ? 'ok' : row.state.toUpperCase()}</State>,
  },
  { key: 'of', heading: 'Host or source', names: true, width: '1fr', minWidth: 104, sort: (row) => row.of, cell: (row) => row.of },
  { key: 'check', heading: 'Check', width: 88, sort: (row) => row.check, cell: (row) => row.check },
  {
    key: 'said',
    heading: 'What was found',
    width: '3fr',
    cell: (row) => <span title={row.said}>{row.said}</span>,
  },
  { key: 'todo', heading: 'What to do', width: '3fr', cell: (row) => <span title={row.todo}>{row.todo || nothing}</span> },
];

interface Props {
  readonly rows: readonly DoctorRow[];
  readonly sources: readonly SourceRow[];
  readonly at: number;
  readonly onClose: () => void;
}

/** What the doctor found: a row for each check that somebody has to look at, worst first; the others on demand. */
export function DoctorPanel({ rows, sources, at, onClose }: Props) {
  usePanel(onClose);
  const well = wellHosts(rows) + sources.filter(({ state }) => state === 'ok').length;
  const [all, setAll] = useState(rows.length === 1);
  const checks = useMemo(() => checkRows(rows, sources, all), [rows, sources, all]);
  return (
    <section className={css.panel} aria-label="What the doctor found">
      <SectionHead
        title="Doctor"
        about={
          <>
            {count(rows.length, 'host')}
            {sources.length > 0 && ` and ${count(sources.length, 'source')}`} examined <Age at={at} />, {well} with nothing to do
          </>
        }
      >
        <Button small kind="link" aria-pressed={all} onClick={() => setAll((before) => !before)}>
          {all ? 'Only what is to be done' : 'All checks'}
        </Button>
        <Button small kind="link" onClick={onClose}>
          Close
        </Button>
      </SectionHead>
      <div className={css.table}>
        <Table
          label="Checks of the doctor"
          columns={columns}
          rows={checks}
          idOf={(row) => row.id}
          textOf={(row) => `${row.of} ${row.check} ${row.said}`}
          empty={`Nothing is to be done on these hosts${sources.length > 0 ? ', nor about the sources' : ''}`}
          fill={checks.length > 200}
        />
      </div>
    </section>
  );
}
