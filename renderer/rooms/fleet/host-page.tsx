import type { ReactNode } from 'react';
import type { HostPage } from '../../../shared/contract/fleet';
import type { DeskState } from '../../../shared/contract/state';
import { formatBytes, formatNumber, formatWhen, nothing } from '../../../shared/format/words';
import type { Route } from '../../../shared/route';
import { Mark, State } from '../../parts/mark';
import { Person } from '../../parts/person';
import { Revision } from '../../parts/revision';
import { SectionHead } from '../../parts/section-head';
import { EmptyState, ErrorState, Skeleton } from '../../parts/states';
import { Age } from '../../parts/time';
import { Link } from '../../router';
import { useAgeNow } from '../../state/clock';
import { useQuery } from '../../state/query';
import { Acts } from './acts';
import { releaseRows } from './release-rows';
import { readLateMs, type HostRow } from './host-rows';
import { Operations } from './operations';
import css from './host-page.module.css';

interface Props {
  readonly host: string;
  readonly desk: DeskState;
  readonly rows: readonly HostRow[];
  /** All hosts, narrowed down as they were. */
  readonly back: Route;
}

/** Everything that is known of one host: what is on it, what was done there and what that said, and what can be done about it. */
export function HostPageView({ host, desk, rows, back }: Props) {
  const row = rows.find((one) => one.id === host);
  const view = row?.view;
  const pushed = desk.push?.hosts.find((one) => one.host === host);
  // Asked again whenever a step there has told something new.
  const turn = `${view?.readAt ?? 0} ${view?.failures ?? 0} ${view?.out?.at ?? 0} ${view?.linked ?? ''} ${view?.releases?.length ?? 0} ${pushed?.at ?? 0}`;
  const { data, refusal, again } = useQuery(`host ${host}`, (rpc, signal) => rpc.fleet.host({ host }, { signal }), turn);
  return (
    <div className={css.page}>
      <div className={css.head}>
        <p>
          <Link to={back}>All hosts</Link>
        </p>
        <h1 className="prose">
          {row && <Mark name={row.mark} size={16} />}
          {row ? `${host}: ${row.word}` : `There is no host ${host} in this fleet`}
        </h1>
        {row?.why && <p className={css.why}>{row.why}</p>}
      </div>
      {row && <Acts desk={desk} rows={[row]} chosen={new Set([host])} />}
      {refusal && (
        <div className={css.inset}>
          <ErrorState refusal={refusal} {...(row ? { onAgain: again, againName: 'Ask again' } : {})} />
        </div>
      )}
      {row && !data && !refusal && (
        <div className={css.inset}>
          <Skeleton label={`Asking the engine what it knows of ${host}`} rows={10} />
        </div>
      )}
      {row && data && (
        <div className={css.columns}>
          <div className={css.left}>
            <HostFacts page={data} row={row} />
            <Releases page={data} />
            <Records page={data} />
          </div>
          <Operations operations={data.operations} />
        </div>
      )}
    </div>
  );
}

function HostFacts({ page, row }: { page: HostPage; row: HostRow }) {
  const { view } = row;
  const { commands } = page;
  const now = useAgeNow();
  const facts: readonly (readonly [string, ReactNode])[] = [
    ['Type', view.type],
    ['Linked', view.linked === null ? nothing : <Revision of={view.linked} />],
    ['Running', view.running === null ? 'unproven' : <Revision of={view.running} />],
    ['Last contact', view.readAt === null ? 'never' : <Age at={view.readAt} lateAfterMs={readLateMs} />],
    ['Connection', `${view.connection}${view.latencyMs === null ? '' : `, ${formatNumber(view.latencyMs, 1)} ms`}`],
    ['Failures in a row', formatNumber(view.failures)],
    ['Free', formatBytes(view.freeBytes)],
    ['Address', `${page.address}${page.port === null ? '' : `, port ${page.port}`}`],
    ['Path', `${page.path}${page.writable === false ? ' (not writable)' : ''}`],
    ['Fence', page.fence ?? nothing],
    ...(view.out
      ? [
          [
            'Out of service',
            <>
              by <Person name={view.out.by} />
              {view.out.at !== null && `, ${formatWhen(view.out.at, now)}`}: {view.out.reason}
            </>,
          ] as const,
        ]
      : []),
    ...(['drain', 'undrain', 'reload', 'verify'] as const).flatMap((name) =>
      commands[name] === null
        ? []
        : [
            [
              name,
              <code key={name} className="rev">
                {commands[name]}
              </code>,
            ] as const,
          ],
    ),
    ...page.scrape.map(
      (address) =>
        [
          'scrape',
          <code key={address} className="rev">
            {address}
          </code>,
        ] as const,
    ),
  ];
  const links = Object.entries(page.links);
  return (
    <section aria-label="Facts">
      <dl className={css.facts}>
        {facts.map(([name, value], index) => (
          <div key={`${name} ${index}`}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {links.length > 0 && (
        <p className={css.links}>
          {links.map(([name, href]) => (
            <a key={name} href={href} target="_blank" rel="noreferrer">
              {name}
            </a>
          ))}
        </p>
      )}
    </section>
  );
}

function Releases({ page }: { page: HostPage }) {
  const rows = releaseRows(page);
  return (
    <section aria-label="Releases">
      <SectionHead title="Releases" about="complete on the host" />
      {rows === null ? (
        <EmptyState title="They could not be read" />
      ) : rows.length === 0 ? (
        <EmptyState title="None yet: the first push brings one" />
      ) : (
        <table className={css.table}>
          <thead>
            <tr>
              <th>Release</th>
              <th>What it is</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ release, mark, words }) => (
              <tr key={release}>
                <td className={css.release} title={release}>
                  <span className="rev">{release}</span>
                </td>
                <td className="prose">
                  <State name={mark}>{words.join(', ')}</State>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function Records({ page }: { page: HostPage }) {
  const now = useAgeNow();
  return (
    <section aria-label="Pushes">
      <SectionHead title="Pushes" about="recorded on the host, for any desk to go back by" />
      {page.pushes.length === 0 ? (
        <EmptyState title="No push has changed this host yet" />
      ) : (
        <table className={css.table}>
          <thead>
            <tr>
              <th>Push</th>
              <th>From</th>
              <th>To</th>
              <th>When</th>
              <th>State</th>
            </tr>
          </thead>
          <tbody>
            {page.pushes.map(({ push, previous, next, back, at }) => (
              <tr key={push}>
                <td className="prose">{push}</td>
                <td>{previous === null ? nothing : <Revision of={previous} />}</td>
                <td>{next === null ? nothing : <Revision of={next} />}</td>
                <td className="nw">{at === null ? nothing : formatWhen(at, now)}</td>
                <td>{back ? <State name="back">rolled back</State> : <State name="tick">made</State>}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
