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
import { Mark, State } from '../parts/mark';
import { Revision } from '../parts/small';
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
      <div className={cx(css.state, css[block.tone])}>
        <span className={css.value}>
          <Mark name={block.mark} size={14} />
          <span className="clip">{block.word}</span>
        </span>
        <span className={cx(css.about, 'clip')} title={block.about}>
          {block.about}
        </span>
      </div>
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
        title={lock.reason ?? undefined}
      >
        <span className="clip">
          {lock.state === 'free' ? (
            'Free'
          ) : lock.state === 'unknown' ? (
            <State name="unknown">unknown</State>
          ) : (
            (lock.by ?? lock.desk ?? 'Held')
          )}
        </span>
      </Cell>
      <Cell label="Freeze" className={css.freeze} title="No freeze calendar is set">
        None
      </Cell>
      <Cell label={<>This desk{desk.desk.keys && <span>{desk.desk.keys}</span>}</>} title={desk.desk.whyNot ?? undefined}>
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
      title={`${count(connected, 'host')} of ${hosts} reachable`}
    >
      <State name={connected * 20 >= hosts * 19 ? 'ok' : 'warn'} plain>
        {formatNumber(connected)} of {formatNumber(hosts)}
      </State>
    </Cell>
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
}: {
  label: ReactNode;
  children: ReactNode;
  className?: string | undefined;
  title?: string | undefined;
}) {
  return (
    <div className={cx(css.cell, className)} title={title}>
      <span className={css.label}>{label}</span>
      <span className={css.value}>{children}</span>
    </div>
  );
}
