import type { ReactNode } from 'react';
import { cx } from './cx';
import { formatNumber, short } from '../../shared/format/words';
import css from './small.module.css';

/** A revision or release, seven digits, the whole of it on hover. */
export const Revision = ({ of, className }: { of: string; className?: string }) => (
  <span className={cx('rev', className)} title={of}>
    {short(of)}
  </span>
);

/** Added and removed lines as figures. */
export const Lines = ({ added, removed }: { added: number; removed: number }) => (
  <span className="nw">
    <span className="mid">+{formatNumber(added)}</span> <span className="dim">−{formatNumber(removed)}</span>
  </span>
);

const barWidth = 56;

/** The size of a change as two bars: filled for added, outlined for removed; the root of the lines, so that small ones are seen. */
export function DiffStat({ added, removed }: { added: number; removed: number }) {
  const width = (lines: number) => (lines ? Math.min(barWidth / 2 - 1, 2 + Math.sqrt(lines) * 2.2) : 0);
  const left = width(added);
  const right = width(removed);
  return (
    <svg width={barWidth} height="8" className={css.diff} aria-hidden="true">
      <rect width={left} height="8" fill="var(--ink-2)" />
      {right > 0 && <rect x={left + 1.5} y=".5" width={Math.max(1, right - 1)} height="7" fill="none" stroke="var(--ink-3)" />}
    </svg>
  );
}

/** The heading of a section: its name, what it counts, and on the right how old or how it is ordered. */
export function SectionHead({
  title,
  about,
  children,
  id,
}: {
  title: string;
  about?: ReactNode;
  children?: ReactNode;
  id?: string;
}) {
  return (
    <div className={css.head}>
      <h2 id={id}>{title}</h2>
      {about !== undefined && <span className={cx('dim', 'clip')}>{about}</span>}
      {children !== undefined && <span className={css.aux}>{children}</span>}
    </div>
  );
}

/** An empty place says why it is empty and what fills it. */
export const Empty = ({ children }: { children: ReactNode }) => <p className={css.empty}>{children}</p>;
