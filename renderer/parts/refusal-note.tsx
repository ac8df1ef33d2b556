import type { Refusal } from '../refusal';
import { Button } from './button';
import { Mark } from './mark';
import css from './refusal-note.module.css';

interface Props {
  readonly refusal: Refusal | null;
  readonly onDismiss?: () => void;
  /** Offered where the act was decided on a state that is no more. */
  readonly onLookAgain?: () => void;
}

/** Why an act was not done, where it was made: the code, the sentence, what to do next. Said at once to who cannot see it. */
export function RefusalNote({ refusal, onDismiss, onLookAgain }: Props) {
  return (
    <div role="alert" className={css.place}>
      {refusal && refusal.code !== 'ABORTED' && (
        <div className={css.note}>
          <Mark name="crit" />
          <div>
            <p>
              <b>{refusal.message}</b> <span className="dim small">{refusal.code}</span>
            </p>
            {refusal.hint && <p className="mid">{refusal.hint}</p>}
            {refusal.detail.map((line) => (
              <p key={line} className="mid">
                {line}
              </p>
            ))}
            <div className={css.acts}>
              {refusal.code === 'STALE' && onLookAgain && (
                <Button small onClick={onLookAgain}>
                  Look again
                </Button>
              )}
              {onDismiss && (
                <Button small kind="link" onClick={onDismiss}>
                  Dismiss
                </Button>
              )}
            </div>
          </div>
        </div>
      )}
    </div>
  );
}
