import type { DeskState } from '../../../shared/contract/state';
import { count } from '../../../shared/format/words';
import { alarms } from './alarms';
import { cx } from '../../parts/cx';
import { Left } from '../../parts/time';
import { WallMark } from './wall-mark';
import css from './alarms-list.module.css';

const most = 4;

/** What needs somebody, worst first; what does not fit is counted. Quiet while there is nothing. */
export function Alarms({ desk, now }: { desk: DeskState; now: number }) {
  const all = alarms(desk, now);
  const shown = all.length > most ? all.slice(0, most - 1) : all;
  return (
    <section className={css.alarms} aria-label="Needs somebody">
      {all.length === 0 ? (
        <p className={css.none}>
          <WallMark name="ok" /> Nothing needs anybody
        </p>
      ) : (
        <ul>
          {shown.map((alarm) => (
            <li key={alarm.key}>
              <p className={css.title}>
                <WallMark name={alarm.mark} />
                <b className="clip prose">{alarm.title}</b>
                {alarm.until !== null && (
                  <b className={css.left}>
                    <Left at={alarm.until} />
                  </b>
                )}
              </p>
              <p className={cx('mid', 'prose', alarm.key === 'held' ? css.whole : 'clip')}>{alarm.about}</p>
            </li>
          ))}
          {all.length > shown.length && <li className="mid">and {count(all.length - shown.length, 'more', 'more')}</li>}
        </ul>
      )}
    </section>
  );
}
