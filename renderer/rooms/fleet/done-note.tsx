import type { HostsDone } from '../../../shared/contract/fleet';
import { count } from '../../../shared/format/words';
import { Button } from '../../parts/button';
import { Mark } from '../../parts/mark';
import css from './acts.module.css';

export interface Done {
  readonly sentence: string;
  readonly failed: HostsDone['failed'];
}

const mostNamed = 8;

/** What became of an act: how many hosts, and of each where it failed why. Said politely to who cannot see it. */
export function DoneNote({ done, onDismiss }: { done: Done | null; onDismiss: () => void }) {
  return (
    <div role="status">
      {done && (
        <div className={css.done}>
          <Mark name={done.failed.length > 0 ? 'warn' : 'tick'} />
          <div className="prose">
            <p>
              <b>{done.sentence}</b>
              {done.failed.length > 0 && ` It failed on ${count(done.failed.length, 'host')}:`}
            </p>
            {done.failed.length > 0 && (
              <ul className={css.failed}>
                {done.failed.slice(0, mostNamed).map(({ host, said }) => (
                  <li key={host}>
                    <b>{host}</b> <span className="mid">{said}</span>
                  </li>
                ))}
                {done.failed.length > mostNamed && (
                  <li className="dim">and {done.failed.length - mostNamed} more; the log has them</li>
                )}
              </ul>
            )}
          </div>
          <Button small kind="link" onClick={onDismiss}>
            Dismiss
          </Button>
        </div>
      )}
    </div>
  );
}
