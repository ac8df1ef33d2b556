import { useEffect } from 'react';
import { Mark } from '../parts/mark';
import { Link, useRoute } from '../router';
import { lostSince, useDesk, useHello, useStatus } from '../state/desk';
import { stateBlock } from '../../shared/desk/state-block';
import css from './rail.module.css';

/** The rooms, in words; a mark where one needs somebody; at the foot the fleet and who is looking. */
export function Rail() {
  const route = useRoute();
  const hello = useHello();
  const desk = useDesk();
  const status = useStatus();
  const block = stateBlock(desk, lostSince(status));
  const needs = status.at !== 'lost' && (block.tone === 'crit' || block.tone === 'warn');

  useEffect(() => {
    document.title = desk ? `${block.tone === 'ok' ? '' : `${block.word} · `}${desk.desk.fleet} · Capstan` : 'Capstan';
  }, [block.tone, block.word, desk]);

  return (
    <nav className={css.rail} aria-label="Rooms">
      <Link to={{ room: 'push', plan: null }} aria-current={route.room === 'none' ? undefined : 'page'}>
        Push
        {needs && (
          <span>
            <Mark name={block.mark} size={9} />
            <span className="unseen">{block.word}</span>
          </span>
        )}
      </Link>
      <div className={css.space} />
      {hello && (
        <div className={css.foot}>
          <span>
            {hello.fleet}
            {hello.demo && !/demo/i.test(hello.fleet) && ' (demo)'}
          </span>
          <span>{hello.who}</span>
          <span>{hello.role}</span>
        </div>
      )}
    </nav>
  );
}
