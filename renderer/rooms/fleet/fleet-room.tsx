import { useMemo, useState } from 'react';
import type { DeskState } from '../../../shared/contract/state';
import { count, formatNumber } from '../../../shared/format/words';
import type { FleetFilter } from '../../../shared/route';
import { ActionButton } from '../../actions/action-button';
import { Field } from '../../parts/field';
import { Mark } from '../../parts/mark';
import { Select } from '../../parts/select';
import { Soon } from '../../parts/soon';
import { EmptyState } from '../../parts/states';
import { useDesk } from '../../state/desk';
import { Acts } from './acts';
import { headline } from './headline';
import { HostPageView } from './host-page';
import { levels, typeRows, type HostRow, type Level } from './host-rows';
import { HostTable, LevelMark, levelWords } from './host-table';
import { useFilter } from './use-filter';
import { useHostRows } from './use-host-rows';
import css from './fleet-room.module.css';

/** Every host of the fleet, and one of them at a time. */
export function FleetRoom({ host, filter: inAddress }: { host: string | null; filter: FleetFilter | undefined }) {
  const desk = useDesk();
  const rows = useHostRows();
  // Kept here, so that both are still there when somebody comes back from a host's page.
  const [filter, onFilter] = useFilter(host, inAddress);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  if (!desk) return null;
  if (host !== null)
    return <HostPageView key={host} host={host} desk={desk} rows={rows} back={{ room: 'fleet', host: null, filter }} />;
  return <AllHosts desk={desk} rows={rows} filter={filter} onFilter={onFilter} picked={chosen} onChosen={setChosen} />;
}

const every = '*';

interface Props {
  readonly desk: DeskState;
  readonly rows: readonly HostRow[];
  readonly filter: FleetFilter;
  readonly onFilter: (change: Partial<FleetFilter>) => void;
  readonly picked: ReadonlySet<string>;
  readonly onChosen: (hosts: ReadonlySet<string>) => void;
}

function AllHosts({ desk, rows, filter, onFilter, picked, onChosen }: Props) {
  const { text } = filter;
  // An address may name what is not there, or is no more.
  const type = desk.types.some(({ name }) => name === filter.type) ? (filter.type ?? every) : every;
  const level: Level | null = levels.find((one) => one === filter.state) ?? null;
  const said = headline(desk, rows);
  const ofType = useMemo(() => (type === every ? rows : rows.filter((row) => row.view.type === type)), [rows, type]);
  const shown = useMemo(() => (level === null ? ofType : ofType.filter((row) => row.level === level)), [ofType, level]);
  const types = useMemo(
    () =>
      typeRows({ types: desk.types, push: desk.push, live: desk.live }, rows).filter((row) => type === every || row.type === type),
    [desk.types, desk.push, desk.live, rows, type],
  );
  // Hosts that the configuration no longer has cannot be chosen any more.
  const chosen = useMemo(() => new Set(rows.filter((row) => picked.has(row.id)).map((row) => row.id)), [rows, picked]);
  const hidden = useMemo(() => chosen.size - shown.filter((row) => chosen.has(row.id)).length, [chosen, shown]);
  const counts = useMemo(
    () =>
      levels.map((one) => ({ level: one, hosts: ofType.filter((row) => row.level === one).length })).filter((one) => one.hosts > 0),
    [ofType],
  );

  if (rows.length === 0) {
    return (
      <div className={css.room}>
        <div className={css.head}>
          <h1>No hosts</h1>
          <EmptyState title="Hosts stand under fleet.types in capstan.yaml">As soon as they do, each has a row here.</EmptyState>
        </div>
      </div>
    );
  }
  return (
    <div className={css.room}>
      <div className={css.head}>
        <h1 className="prose">
          <Mark name={said.mark} size={16} />
          {said.sentence}
        </h1>
        <ActionButton id="fleet.read" small />
        {said.rest.length > 0 && <p className={css.rest}>{said.rest.map((one) => `${one}.`).join(' ')}</p>}
      </div>
      <div className={css.filters}>
        <Field
          label="Host, release or words"
          type="search"
          value={text}
          onText={(next) => onFilter({ text: next })}
          className={css.search}
        />
        <Select
          label="Type"
          choices={[
            { id: every, name: 'every type' },
            ...desk.types.map(({ name, hosts }) => ({ id: name, name, about: count(hosts.length, 'host') })),
          ]}
          chosen={type}
          onChosen={(next) => onFilter({ type: next === every ? null : next })}
        />
        <div className={css.levels} role="group" aria-label="State">
          <LevelButton chosen={level === null} onChoose={() => onFilter({ state: null })}>
            all {formatNumber(ofType.length)}
          </LevelButton>
          {counts.map((one) => (
            <LevelButton
              key={one.level}
              chosen={level === one.level}
              onChoose={() => onFilter({ state: level === one.level ? null : one.level })}
            >
              <LevelMark level={one.level} />
              {levelWords[one.level]} {formatNumber(one.hosts)}
            </LevelButton>
          ))}
        </div>
      </div>
      <Acts desk={desk} rows={rows} chosen={chosen} hidden={hidden} />
      <Soon>
        <HostTable rows={shown} types={types} text={text} chosen={chosen} onChosen={onChosen} />
      </Soon>
    </div>
  );
}

const LevelButton = ({ chosen, onChoose, children }: { chosen: boolean; onChoose: () => void; children: React.ReactNode }) => (
  <button type="button" className={css.level} aria-pressed={chosen} onClick={onChoose}>
    {children}
  </button>
);
