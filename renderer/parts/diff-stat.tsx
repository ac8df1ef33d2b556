import { formatNumber } from '../../shared/format/words';
import css from './diff-stat.module.css';

interface Props {
  readonly added: number;
  readonly removed: number;
}

/** Added and removed lines as figures. */
export const Lines = ({ added, removed }: Props) => (
  <span className="nw">
    <span className="mid">+{formatNumber(added)}</span> <span className="dim">−{formatNumber(removed)}</span>
  </span>
);

const barWidth = 56;

/** The size of a change as two bars: filled for added, outlined for removed; the root of the lines, so that small ones are seen. */
export function DiffStat({ added, removed }: Props) {
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
