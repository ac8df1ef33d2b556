import { useState } from 'react';
import type { ActView } from '../../../shared/contract/settings';
import { formatDateTime } from '../../../shared/format/time';
import { Field } from '../../parts/field';
import { State } from '../../parts/mark';
import { Person } from '../../parts/person';
import { ErrorState, Skeleton } from '../../parts/states';
import { Table, type TableColumn } from '../../parts/table';
import { useDesk } from '../../state/desk';
import { useQuery } from '../../state/query';
import css from './acts.module.css';

const words: Readonly<Record<string, string>> = {
  'push.start': 'started a push',
  'push.rollback': 'rolled back',
  'push.hold': 'held the push',
  'push.resume': 'went on with the push',
  'push.takeOut': 'took hosts out of the push',
  'push.converge': 'brought hosts to the live release',
  'lock.take': 'locked pushes',
  'lock.clear': 'cleared the push lock',
  'fleet.answer': 'answered a question',
  'fleet.takeOut': 'took hosts out of service',
  'fleet.putBack': 'put hosts back into service',
  'fleet.prune': 'removed old releases',
  'settings.save': 'saved the configuration',
  'settings.prefer': 'changed what this desk does by itself',
  'settings.backup': 'backed up the history',
  'setup.try': 'tried a host',
  'setup.write': 'wrote a first configuration',
};

const columns: readonly TableColumn<ActView>[] = [
  { key: 'at', heading: 'When', width: 180, cell: (act) => formatDateTime(act.at), sort: (act) => act.at, downFirst: true },
  { key: 'who', heading: 'Who', width: '1fr', cell: (act) => <Person name={act.who} />, sort: (act) => act.who, names: true },
  { key: 'via', heading: 'From', width: 90, cell: (act) => <span className="mid">{act.via}</span>, sort: (act) => act.via },
  {
    key: 'verb',
    heading: 'Did',
    width: '1.4fr',
    cell: (act) => words[act.verb] ?? act.verb,
    sort: (act) => words[act.verb] ?? act.verb,
  },
  { key: 'about', heading: 'About', width: '2fr', cell: (act) => <span title={act.about}>{act.about}</span> },
  {
    key: 'refused',
    heading: 'Result',
    width: '2fr',
    cell: (act) =>
      act.refused === null ? (
        <span className="mid">done</span>
      ) : (
        <span title={act.refused}>
          <State name="warn">refused</State> <span className="mid">{act.refused}</span>
        </span>
      ),
    sort: (act) => act.refused ?? '',
  },
];
const idOf = (act: ActView) => act.key;
const textOf = (act: ActView) => [act.who, act.via, words[act.verb] ?? act.verb, act.about, act.refused ?? 'done'].join(' ');

/** Who did what from where, as this desk's history has it. */
export function Acts() {
  const [filter, setFilter] = useState('');
  const desk = useDesk();
  const { data, refusal, again } = useQuery(
    'acts',
    (rpc, signal) => rpc.settings.acts({ limit: 1000 }, { signal }),
    desk?.version ?? 0,
  );
  return (
    <div className={css.section}>
      <div className={css.filter}>
        <Field label="Find" value={filter} onText={setFilter} placeholder="a name, a host, a push" />
      </div>
      {refusal && <ErrorState refusal={refusal} onAgain={again} />}
      {!data && !refusal && <Skeleton label="Reading who did what" rows={8} />}
      {data && (
        <Table
          label="Who did what"
          columns={columns}
          rows={data}
          idOf={idOf}
          textOf={textOf}
          filter={filter}
          fill
          empty={filter ? undefined : 'Nobody has done anything from this desk yet'}
        />
      )}
    </div>
  );
}
