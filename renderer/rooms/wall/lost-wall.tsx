import { formatTime } from '../../../shared/format/words';
import { Duration } from '../../parts/duration';
import { useLocalNow } from '../../state/clock';
import { useStatus } from '../../state/desk';
import css from './lost-wall.module.css';

/** Over the whole screen while there is no connection: since when, and that nothing below is true any more. The announcer says it aloud. */
export function LostWall({ fleet }: { fleet: string | null }) {
  const status = useStatus();
  const now = useLocalNow();
  if (status.at !== 'lost') return null;
  return (
    <section className={css.lost} aria-label="Connection">
      <div className={css.words}>
        <p className={css.huge}>No connection since {formatTime(status.since)}</p>
        <p className={css.more}>
          {fleet === null ? 'Nothing was ever read here.' : `Nothing shown here is live. What ${fleet} does now is not known.`}
        </p>
      </div>
      <p className={css.since}>
        for <Duration ms={now - status.since} />, and trying
      </p>
    </section>
  );
}
