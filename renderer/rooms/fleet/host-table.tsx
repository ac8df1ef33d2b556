import { memo, useMemo } from 'react';
import { gigas, gigaUnit, type ByteUnits } from '../../../shared/format/bytes';
import { formatNumber, nothing, short } from '../../../shared/format/words';
import type { HostView } from '../../../shared/contract/state';
import type { MarkName } from '../../../shared/desk/marks';
import { Mark, State } from '../../parts/mark';
import { Revision } from '../../parts/revision';
import { Table, type TableColumn } from '../../parts/table';
import { Age } from '../../parts/time';
import { go } from '../../router';
import { useDeskStore } from '../../state/desk';
import { usePreference } from '../../state/preferences';
import { levels, readLateMs, type FleetRow, type Level } from './host-rows';

const mostStaged = 2;

/** The mark and the word of a group of states. */
export const levelMarks: Readonly<Record<Level, MarkName>> = {
  critical: 'crit',
  unknown: 'unknown',
  warning: 'warn',
  moving: 'switching',
  pending: 'pending',
  out: 'dash',
  ok: 'staged',
};
export const levelWords: Readonly<Record<Level, string>> = {
  critical: 'critical',
  unknown: 'unknown',
  warning: 'warning',
  moving: 'under way',
  pending: 'not read yet',
  out: 'out of service',
  ok: 'as it should be',
};

const columnsIn = (units: ByteUnits): readonly TableColumn<FleetRow>[] => [
  {
    key: 'state',
    heading: 'State',
    width: 132,
    sort: (row) => (row.kind === 'host' ? levels.indexOf(row.level) : null),
    cell: (row) => (row.kind === 'host' ? <State name={row.mark}>{row.word}</State> : <TypeState row={row} />),
  },
  {
    key: 'host',
    heading: 'Host',
    names: true,
    width: '2fr',
    minWidth: 104,
    sort: (row) => row.id,
    cell: (row) => (row.kind === 'host' ? row.id : <b>{row.type}</b>),
  },
  {
    key: 'type',
    heading: 'Type',
    width: 96,
    sort: (row) => (row.kind === 'host' ? row.view.type : null),
    cell: (row) => (row.kind === 'host' ? row.view.type : `${formatNumber(row.hosts)} hosts`),
  },
  {
    key: 'release',
    heading: 'Live release',
    width: 92,
    sort: (row) => (row.kind === 'host' ? row.view.linked : null),
    cell: (row) =>
      row.kind === 'host' ? (
        <Live release={row.view.linked} others={0} />
      ) : (
        <Live release={row.releases[0]?.release ?? null} others={row.releases.length - 1} />
      ),
  },
  {
    key: 'staged',
    heading: 'Staged',
    width: 132,
    sort: (row) => (row.kind === 'host' ? row.staged.length : null),
    downFirst: true,
    cell: (row) => (row.kind === 'host' ? <Staged releases={row.staged} read={row.view.releases !== null} /> : null),
  },
  {
    key: 'contact',
    heading: 'Last contact',
    width: 88,
    right: true,
    sort: (row) => (row.kind === 'host' ? row.view.readAt : null),
    cell: (row) => (row.kind === 'host' ? <Contact of={row.id} /> : <Contacted at={row.readAt} />),
  },
  {
    key: 'latency',
    heading: 'Latency, ms',
    width: 84,
    right: true,
    downFirst: true,
    sort: (row) => (row.kind === 'host' ? row.view.latencyMs : null),
    cell: (row) => (row.kind === 'host' ? <Latency of={row.id} /> : formatNumber(row.latencyMs, 1)),
  },
  {
    key: 'room',
    heading: `Free, ${gigaUnit(units)}`,
    width: 72,
    right: true,
    sort: (row) => (row.kind === 'host' ? row.view.freeBytes : null),
    cell: (row) => (row.kind === 'host' ? <Room of={row.id} units={units} /> : gigas(row.freeBytes, units)),
  },
  {
    key: 'failures',
    heading: 'Failures',
    width: 68,
    right: true,
    downFirst: true,
    sort: (row) => (row.kind === 'host' ? row.view.failures : null),
    cell: (row) => formatNumber(row.kind === 'host' ? row.view.failures : row.failures),
  },
  {
    key: 'why',
    heading: 'What there is to say',
    width: '3fr',
    minWidth: 120,
    cell: (row) =>
      row.kind === 'host' ? (
        <span className="mid" title={row.why}>
          {row.why}
        </span>
      ) : (
        <Drift row={row} />
      ),
  },
];

// Every reading brings these anew: they are drawn by themselves, so that the table need not be.
const useView = <Value,>(host: string, valueOf: (view: HostView) => Value): Value | null =>
  useDeskStore((store) => {
    const view = store.held?.desk.hosts[host];
    return view ? valueOf(view) : null;
  });
const Contact = ({ of }: { of: string }) => <Contacted at={useView(of, (view) => view.readAt)} />;
const Contacted = ({ at }: { at: number | null }) => (at === null ? 'never' : <Age at={at} lateAfterMs={readLateMs} />);
const Latency = ({ of }: { of: string }) =>
  formatNumber(
    useView(of, (view) => view.latencyMs),
    1,
  );
const Room = ({ of, units }: { of: string; units: ByteUnits }) =>
  gigas(
    useView(of, (view) => view.freeBytes),
    units,
  );

/** What is live, and how many other releases are live beside it. */
function Live({ release, others }: { release: string | null; others: number }) {
  if (release === null) return nothing;
  return (
    <>
      <Revision of={release} />
      {others > 0 && <b className="c-warn"> +{others}</b>}
    </>
  );
}

function TypeState({ row }: { row: Extract<FleetRow, { kind: 'type' }> }) {
  const [worst] = row.levels;
  if (row.drifts && (!worst || levels.indexOf(worst.level) >= levels.indexOf('warning'))) return <State name="warn">drifts</State>;
  if (!worst) return <State name="staged">one release</State>;
  return (
    <State name={levelMarks[worst.level]}>
      {formatNumber(worst.hosts)} {levelWords[worst.level]}
    </State>
  );
}

/** Which releases the hosts of a type are on, and how many are not as they should be. */
function Drift({ row }: { row: Extract<FleetRow, { kind: 'type' }> }) {
  const on = row.releases.map(({ release, hosts }) => `${formatNumber(hosts)} on ${short(release)}`).join(', ');
  const states = row.levels.map(({ level, hosts }) => `${formatNumber(hosts)} ${levelWords[level]}`).join(', ');
  const text = [on, states].filter(Boolean).join('; ');
  return (
    <span className="mid" title={text}>
      {text}
    </span>
  );
}

function Staged({ releases, read }: { releases: readonly string[]; read: boolean }) {
  if (!read) return nothing;
  if (releases.length === 0) return <span className="dim">none</span>;
  const more = releases.length - mostStaged;
  return (
    <span title={releases.join('\n')}>
      {releases.slice(-mostStaged).map((release, index) => (
        <span key={release}>
          {index > 0 && ' '}
          <Revision of={release} className="mid" />
        </span>
      ))}
      {more > 0 && <span className="dim"> +{more}</span>}
    </span>
  );
}

const openHost = (host: string) => go({ room: 'fleet', host });
const idOf = (row: FleetRow) => row.id;
const textOf = (row: FleetRow) =>
  row.kind === 'host' ? `${row.id} ${row.view.type} ${row.word} ${row.view.linked ?? ''} ${row.why}` : row.type;

interface Props {
  readonly rows: readonly FleetRow[];
  readonly types: readonly FleetRow[];
  readonly text: string;
  readonly chosen: ReadonlySet<string>;
  readonly onChosen: (hosts: ReadonlySet<string>) => void;
}

/** Every host in a row, the types above them. Space chooses, Enter opens the host's page. */
export const HostTable = memo(function HostTable({ rows, types, text, chosen, onChosen }: Props) {
  const units = usePreference('units');
  const columns = useMemo(() => columnsIn(units), [units]);
  return (
    <Table
      label="Hosts"
      columns={columns}
      rows={rows}
      aggregates={types}
      idOf={idOf}
      textOf={textOf}
      filter={text}
      selected={chosen}
      onSelected={onChosen}
      onRow={openHost}
      empty={text ? `No host holds “${text}”.` : 'No host is in this state.'}
      fill
    />
  );
});

/** The mark of a level, for who narrows the table down to it. */
export const LevelMark = ({ level }: { level: Level }) => <Mark name={levelMarks[level]} />;
