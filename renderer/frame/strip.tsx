import type { ReactNode } from 'react';
import type { DeskState } from '../../shared/contract/state';
import { cx } from '../parts/cx';
import {
  count,
  formatMinute,
  formatNumber,
  formatShortDay,
  formatTime,
  formatUtc,
  formatWhen,
  nothing,
} from '../../shared/format/words';
import { Facts, FoldOut } from '../parts/fold-out';
import { Mark, State } from '../parts/mark';
import { Person } from '../parts/person';
import { Revision } from '../parts/revision';
import { Age, Since } from '../parts/time';
import { useLocalNow, useNow } from '../state/clock';
import { lostSince, useDesk, useStatus } from '../state/desk';
import { Rollback } from './rollback';
import { stateBlock } from '../../shared/desk/state-block';
import css from './strip.module.css';

const readLateMs = 30_000;

/** Always there, in every room: is it safe, what is live, who holds the lock, can this desk act; and the way back. */
export function Strip() {
  const desk = useDesk();
  const status = useStatus();
  const lost = status.at === 'lost';
  const block = stateBlock(desk, lostSince(status));
  return (
    <header className={css.strip}>
      <FoldOut
        name="State"
        className={cx(css.state, css[block.tone])}
        more={
          <p>
            <b>{block.word}.</b> {block.about}
          </p>
        }
      >
        <span className={css.value}>
          <Mark name={block.mark} size={14} />
          <span className="clip">{block.word}</span>
        </span>
        <span className={cx(css.about, 'clip')}>{block.about}</span>
      </FoldOut>
      <div className={cx(css.cells, lost && css.lost)}>
        {desk && <Cells desk={desk} lost={lost} />}
        <ConnectionCell desk={desk} />
        <Clock />
      </div>
      <Rollback />
    </header>
  );
}

function Cells({ desk, lost }: { desk: DeskState; lost: boolean }) {
  const { live, lock } = desk;
  return (
    <>
      <Cell label={<>Live revision{live.since !== null && <LiveSince at={live.since} />}</>}>
        {(live.revision ?? live.release) ? <Revision of={live.revision ?? live.release ?? ''} /> : nothing}{' '}
        <i>{live.since !== null && <Since at={live.since} />}</i>
      </Cell>
      <Cell label="Hosts on it">
        {live.readAt === null ? nothing : formatNumber(live.hostsOnIt)} <i>of {formatNumber(live.hosts)}</i>
      </Cell>
      <Cell
        label={<>Push lock{lock.state === 'held' && lock.since !== null && <Age at={lock.since} suffix="" />}</>}
        name="Push lock"
        more={
          <Facts
            of={[
              [
                'Push lock',
                lock.state === 'held' ? (lock.kind === 'kept' ? 'held until a person clears it' : 'held by a push') : lock.state,
              ],
              ['By', lock.by === null ? nothing : <Person key="by" name={lock.by} />],
              ['From', lock.ours ? 'this desk' : (lock.desk ?? nothing)],
              ['For', lock.push ?? nothing],
              ['Reason', lock.reason ?? nothing],
              ['Since', lock.since === null ? nothing : formatTime(lock.since)],
              ['Read', lock.readAt === null ? 'not yet' : <Age key="age" at={lock.readAt} lateAfterMs={readLateMs} />],
            ]}
          />
        }
      >
        <span className="clip">
          {lock.state === 'free' ? (
            'Free'
          ) : lock.state === 'unknown' ? (
            <State name="unknown">unknown</State>
          ) : lock.by !== null ? (
            <Person name={lock.by} />
          ) : (
            (lock.desk ?? 'Held')
          )}
        </span>
      </Cell>
      <Cell label="Freeze" className={css.freeze} title="No freeze calendar is set">
        None
      </Cell>
      <Cell
        label={<>This desk{desk.desk.keys && <span>{desk.desk.keys}</span>}</>}
        name="This desk"
        more={<ThisDesk desk={desk} />}
      >
        {lost ? (
          <State name="unknown">not known</State>
        ) : desk.desk.canRollBack ? (
          <State name="ok" plain>
            Can roll back now
          </State>
        ) : (
          <State name="warn" plain>
            Cannot roll back
          </State>
        )}
      </Cell>
    </>
  );
}

/** What a rollback from here would need, checked before it is needed. */
function ThisDesk({ desk: { desk, live } }: { desk: DeskState }) {
  const { targets } = desk;
  return (
    <Facts
      of={[
        ['Could roll back', desk.canRollBack ? 'now' : `no: ${desk.whyNot ?? 'not known why'}`],
        ['Key', desk.keys || 'not asked for yet'],
        ['Connected', `${formatNumber(live.connected)} of ${count(live.hosts, 'host')}`],
        [
          'Targets',
          targets.of === 0
            ? 'no push to go back from'
            : `${targets.complete === targets.of ? 'complete' : 'incomplete'}: ${formatNumber(targets.complete)} of ${count(targets.of, 'host')} have the release to go back to`,
        ],
        ['Desk', desk.name],
      ]}
    />
  );
}

function LiveSince({ at }: { at: number }) {
  return <span>since {formatWhen(at, useNow())}</span>;
}

function ConnectionCell({ desk }: { desk: DeskState | null }) {
  const status = useStatus();
  if (status.at === 'lost') {
    return (
      <Cell label="Connection" title={status.why}>
        <State name="crit">none</State>
      </Cell>
    );
  }
  if (!desk || status.at !== 'connected') {
    return (
      <Cell label="Connection">
        <State name="pending">connecting</State>
      </Cell>
    );
  }
  const { connected, hosts, readAt } = desk.live;
  return (
    <Cell
      label={<>Connection{readAt !== null && <Age at={readAt} lateAfterMs={readLateMs} />}</>}
      name="Connection"
      more={<Unreached desk={desk} />}
    >
      <State name={connected * 20 >= hosts * 19 ? 'ok' : 'warn'} plain>
        {formatNumber(connected)} of {formatNumber(hosts)}
      </State>
    </Cell>
  );
}

const mostNamed = 12;

/** The hosts that cannot be reached, each with why. */
function Unreached({ desk }: { desk: DeskState }) {
  const gone = Object.values(desk.hosts).filter((host) => host.connection !== 'connected');
  if (gone.length === 0) return <p>All {count(desk.live.hosts, 'host')} are connected.</p>;
  return (
    <>
      <Facts of={gone.slice(0, mostNamed).map((host) => [host.host, host.error ?? host.connection])} />
      {gone.length > mostNamed && <p className="dim">and {formatNumber(gone.length - mostNamed)} more: see the Fleet room</p>}
    </>
  );
}

function Clock() {
  const now = useLocalNow();
  return (
    <Cell
      className={css.clock}
      label={
        <>
          <em>{formatShortDay(now)}, </em>
          {formatUtc(now)}
        </>
      }
    >
      <time dateTime={new Date(now).toISOString()} title={formatMinute(now)}>
        {formatTime(now)}
      </time>
    </Cell>
  );
}

function Cell({
  label,
  children,
  className,
  title,
  name,
  more,
}: {
  label: ReactNode;
  children: ReactNode;
  className?: string | undefined;
  title?: string | undefined;
  /** The whole of it, unfolded by a press; `name` says it to who cannot see the cell. */
  more?: ReactNode;
  name?: string;
}) {
  const inside = (
    <>
      <span className={css.label}>{label}</span>
      <span className={css.value}>{children}</span>
    </>
  );
  if (more !== undefined)
    return (
      <FoldOut name={name ?? ''} className={cx(css.cell, className)} more={more}>
        {inside}
      </FoldOut>
    );
  return (
    <div className={cx(css.cell, className)} title={title}>
      {inside}
    </div>
  );
}
