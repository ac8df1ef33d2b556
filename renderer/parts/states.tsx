import type { ReactNode } from 'react';
import type { Refusal } from '../refusal';
import { Button } from './button';
import { Mark } from './mark';
import css from './states.module.css';

interface EmptyProps {
  /** What is so, in one sentence without a full stop. */
  readonly title: string;
  /** What fills it. */
  readonly children?: ReactNode;
  /** What can be done here. */
  readonly acts?: ReactNode;
}

/** A place with nothing in it yet: what belongs here, and how it comes. Quiet: nothing is wrong. */
export const EmptyState = ({ title, children, acts }: EmptyProps) => (
  <div className={css.empty}>
    <p>{title}</p>
    {children && <p className="dim">{children}</p>}
    {acts && <div className={css.acts}>{acts}</div>}
  </div>
);

interface ErrorProps {
  readonly refusal: Refusal;
  /** Reads it again. */
  readonly onAgain?: () => void;
  readonly againName?: string;
  /** What else can be done here: the safe way out first. */
  readonly acts?: ReactNode;
}

/**
 * A place that could not be filled: what happened, in the words of whoever refused, and what to do next. An act that was refused is
 * told of by `RefusalNote`, beside its button.
 */
export function ErrorState({ refusal, onAgain, againName = 'Read it again', acts }: ErrorProps) {
  // The page itself gave the question up: there is nothing to tell.
  if (refusal.code === 'ABORTED') return null;
  return (
    <div className={css.error} role="alert">
      <p className={css.title}>
        <Mark name="crit" />
        <span>
          {refusal.message} <span className="dim small">{refusal.code}</span>
        </span>
      </p>
      {refusal.hint && <p className={css.hint}>{refusal.hint}</p>}
      {refusal.detail.length > 0 && <p className={css.said}>{refusal.detail.join('\n')}</p>}
      {(acts || onAgain) && (
        <div className={css.acts}>
          {acts}
          {onAgain && <Button onClick={onAgain}>{againName}</Button>}
        </div>
      )}
    </div>
  );
}

interface SkeletonProps {
  /** What is being done, said once to who cannot see it: `Reading the backups`. */
  readonly label: string;
  readonly rows?: number;
  /** As high as what will stand there, so that nothing moves when it comes. */
  readonly rowHeight?: number;
}

/** The shape of what is coming, for what takes longer than an instant. It does not move. Where an end can be told, tell the time instead. */
export const Skeleton = ({ label, rows = 3, rowHeight = 24 }: SkeletonProps) => (
  <div role="status" className={css.skeleton}>
    <span className="unseen">{label}</span>
    {Array.from({ length: rows }, (_, row) => (
      <i key={row} aria-hidden="true" style={{ height: rowHeight - 12, width: `${widths[row % widths.length] ?? 80}%` }} />
    ))}
  </div>
);

const widths = [92, 78, 85, 64, 88] as const;
