import { useEffect } from 'react';
import { formatKeys } from '../../shared/actions/keys';
import type { Need } from '../../shared/desk/room-needs';
import { fleetNeeds, settingsNeeds } from '../../shared/desk/room-needs';
import { stateBlock } from '../../shared/desk/state-block';
import { anywhere } from '../../shared/trends/place';
import { isMac } from '../actions/platform';
import { perform } from '../actions/registry';
import { Mark } from '../parts/mark';
import { Person } from '../parts/person';
import type { Route } from '../../shared/route';
import { Link, useRoute } from '../router';
import { lostSince, useDesk, useHello, useStatus } from '../state/desk';
import css from './rail.module.css';

/** The rooms, in words; a mark where one needs somebody; at the foot the list of all actions, the fleet, and who is looking. */
export function Rail() {
  const route = useRoute();
  const hello = useHello();
  const desk = useDesk();
  const status = useStatus();
  const block = stateBlock(desk, lostSince(status));
  const known = desk !== null && status.at !== 'lost';
  const pushNeeds: Need | null =
    status.at !== 'lost' && (block.tone === 'crit' || block.tone === 'warn')
      ? { mark: block.mark, count: null, words: block.word }
      : null;

  useEffect(() => {
    document.title = desk ? `${block.tone === 'ok' ? '' : `${block.word} · `}${desk.desk.fleet} · Capstan` : 'Capstan';
  }, [block.tone, block.word, desk]);

  return (
    <nav className={css.rail} aria-label="Rooms">
      <Room to={{ room: 'push', plan: null }} here={route.room === 'push' || route.room === 'report'} need={pushNeeds}>
        Push
      </Room>
      <Room to={{ room: 'trends', ...anywhere }} here={route.room === 'trends'} need={null}>
        Trends
      </Room>
      <Room to={{ room: 'fleet', host: null }} here={route.room === 'fleet'} need={known ? fleetNeeds(desk) : null} apart>
        Fleet
      </Room>
      <Room
        to={{ room: 'settings', section: 'limits', gauge: null }}
        here={route.room === 'settings'}
        need={known ? settingsNeeds(desk) : null}
      >
        Settings
      </Room>
      <div className={css.space} />
      <button type="button" className={css.all} onClick={() => perform('help.palette')}>
        {formatKeys('Mod+K', isMac)
          .split(' ')
          .map((key) => (
            <kbd key={key}>{key}</kbd>
          ))}
        <span>all actions</span>
      </button>
      {hello && (
        <div className={css.foot}>
          <span>
            {hello.fleet}
            {hello.demo && !/demo/i.test(hello.fleet) && ' (demo)'}
          </span>
          <Person name={hello.who} />
          <span>{hello.role}</span>
        </div>
      )}
    </nav>
  );
}

function Room({
  to,
  here,
  need,
  apart,
  children,
}: {
  to: Route;
  here: boolean;
  need: Need | null;
  apart?: boolean;
  children: string;
}) {
  return (
    <Link to={to} className={apart ? css.apart : undefined} aria-current={here ? 'page' : undefined}>
      {children}
      {need && (
        <span title={need.words}>
          <Mark name={need.mark} size={9} />
          {need.count !== null && <b aria-hidden="true">{need.count}</b>}
          <span className="unseen">{need.words}</span>
        </span>
      )}
    </Link>
  );
}
