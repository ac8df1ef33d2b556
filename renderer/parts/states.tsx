import type { ReactNode } from 'react';
import { Mark } from './mark';
import css from './states.module.css';

interface PlaceProps {
  /** What is so, in one sentence without a full stop. */
  readonly title: string;
  /** Why, and what fills it or mends it. */
  readonly children?: ReactNode;
  /** What can be done here. */
  readonly acts?: ReactNode;
}

/** A place with nothing in it yet: what belongs here, and how it comes. */
export const EmptyState = ({ title, children, acts }: PlaceProps) => (
  <div className={css.place}>
    <p className={css.title}>{title}</p>
    {children && <div className={css.more}>{children}</div>}
    {acts && <div className={css.acts}>{acts}</div>}
  </div>
);

interface ErrorProps extends PlaceProps {
  /** Where it happened. */
  readonly host?: string;
  /** The words of whoever refused, as they came: text, never markup. */
  readonly said?: string;
}

/** A place that could not be filled: what happened, on which host, its own words, and what to do next. */
export const ErrorState = ({ title, host, said, children, acts }: ErrorProps) => (
  <div className={css.place} role="alert">
    <p className={css.title}>
      <Mark name="crit" />
      <span>
        {title}
        {host && (
          <>
            {' '}
            on <span className="prose">{host}</span>
          </>
        )}
      </span>
    </p>
    {said && <pre className={css.said}>{said}</pre>}
    {children && <div className={css.more}>{children}</div>}
    {acts && <div className={css.acts}>{acts}</div>}
  </div>
);

/**
 * The shape of what is coming, for what takes longer than an instant. It does not move, and it is said once: `what` names it. Where an end
 * can be told, tell the time instead.
 */
export const Skeleton = ({ what, rows = 3, rowHeight = 24 }: { what: string; rows?: number; rowHeight?: number }) => (
  <div role="status" className={css.skeleton}>
    <span className="unseen">Reading {what}</span>
    {Array.from({ length: rows }, (_, row) => (
      <i key={row} aria-hidden="true" style={{ height: rowHeight - 12, width: `${widths[row % widths.length] ?? 80}%` }} />
    ))}
  </div>
);

const widths = [92, 78, 85, 64, 88] as const;
