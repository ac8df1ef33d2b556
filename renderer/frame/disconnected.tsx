import { Button } from '../parts/button';
import { Duration } from '../parts/duration';
import { formatTime } from '../../shared/format/words';
import { useLocalNow } from '../state/clock';
import { link, useStatus } from '../state/desk';
import css from './disconnected.module.css';

/** Over every room while the connection is lost: nothing below is live, since when, what is being done and what a person can do. */
export function Disconnected({ everConnected }: { everConnected: boolean }) {
  const status = useStatus();
  const now = useLocalNow();
  if (status.at !== 'lost') return null;
  const wait = status.retryAt === null ? null : Math.max(0, status.retryAt - now);
  return (
    <div className={css.note}>
      <h1>{everConnected ? 'No connection to the engine. Nothing shown here is live.' : 'No connection to the engine.'}</h1>
      <p>
        {everConnected ? `What you see is as of ${formatTime(status.since)}, ` : 'Tried for '}
        <b>
          <Duration ms={now - status.since} />
        </b>
        {everConnected && ' ago'}. {status.why} A push under way goes on in the engine as it was configured.
      </p>
      <p className="mid">{status.advice} In a terminal: capstan status, capstan rollback.</p>
      <p className={css.acts}>
        <Button focusFirst={!everConnected} onClick={() => link().retryNow()}>
          Try again now
        </Button>
        <span className="dim">
          {wait === null || wait < 1_000 ? (
            'trying now'
          ) : (
            <>
              tries again in <Duration ms={wait} />
            </>
          )}
        </span>
      </p>
    </div>
  );
}
