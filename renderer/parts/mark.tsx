import type { CSSProperties, ReactElement, ReactNode } from 'react';
import { cx } from './cx';
import { toneOf, type MarkName, type Tone } from '../../shared/desk/marks';
import css from './mark.module.css';

const cut = { stroke: 'var(--cut, var(--surface))', fill: 'none' } as const;

/** Every shape of LOOK.md on a 12 x 12 field, in the current colour. A cross is cut out in the colour of the ground, `--cut`. */
export const shapes: Readonly<Record<MarkName, ReactElement>> = {
  ok: <circle cx="6" cy="6" r="4.75" fill="currentColor" />,
  verified: <circle cx="6" cy="6" r="5" fill="currentColor" />,
  warn: <path d="M6 .6 11.8 11H.2Z" fill="currentColor" />,
  crit: (
    <>
      <path d="M3.5 0h5L12 3.5v5L8.5 12h-5L0 8.5v-5Z" fill="currentColor" />
      <path d="M3.6 3.6l4.8 4.8M8.4 3.6 3.6 8.4" strokeWidth="1.7" {...cut} />
    </>
  ),
  failed: (
    <>
      <path d="M.8.8h10.4v10.4H.8Z" fill="currentColor" />
      <path d="M3.4 3.4l5.2 5.2M8.6 3.4 3.4 8.6" strokeWidth="1.6" {...cut} />
    </>
  ),
  unknown: <path d="M6 1 11 6 6 11 1 6Z" fill="none" stroke="currentColor" strokeWidth="1.7" />,
  stale: <path d="M1.8 1.8h8.4v8.4H1.8ZM6 3.4v3h2.4" fill="none" stroke="currentColor" strokeWidth="1.5" />,
  little: (
    <>
      <circle cx="6" cy="6" r="4.3" fill="none" stroke="currentColor" strokeWidth="1.3" />
      <path d="M6 6V1.7A4.3 4.3 0 0 1 10.3 6Z" fill="currentColor" />
    </>
  ),
  pending: <circle cx="6" cy="6" r="4.3" fill="none" stroke="currentColor" strokeWidth="1.4" strokeDasharray="2 1.4" />,
  old: <circle cx="6" cy="6" r="3.6" fill="none" stroke="currentColor" strokeWidth="1.2" />,
  staged: <circle cx="6" cy="6" r="2.3" fill="currentColor" />,
  switching: (
    <>
      <path d="M1.4 1.4h9.2v9.2H1.4Z" fill="none" stroke="currentColor" strokeWidth="1.5" />
      <path d="M1 1h5v10H1Z" fill="currentColor" />
    </>
  ),
  new: <path d="M1.5 1.5h9v9h-9Z" fill="none" stroke="currentColor" strokeWidth="1.7" />,
  back: (
    <>
      <path d="M11.4 1v10L3.4 6Z" fill="currentColor" />
      <path d="M1.7 1v10" stroke="currentColor" strokeWidth="1.9" />
    </>
  ),
  tick: <path d="M1.5 6.4 4.6 9.5 10.5 2.8" fill="none" stroke="currentColor" strokeWidth="1.7" />,
  dash: <path d="M2 6h8" fill="none" stroke="currentColor" strokeWidth="1.5" />,
};

/** A state's shape in its colour. It never stands for itself: the word is beside it, or said on focus. */
export function Mark({ name, tone, size = 12, className }: { name: MarkName; tone?: Tone; size?: number; className?: string }) {
  const box: CSSProperties = { width: size, height: size };
  return (
    <svg className={cx(css.mark, `c-${tone ?? toneOf[name]}`, className)} style={box} viewBox="0 0 12 12" aria-hidden="true">
      {shapes[name]}
    </svg>
  );
}

/** A mark with its word. `soft`: in regular weight. The word of an idle state is in ink, only its shape is grey. */
export function State({
  name,
  tone,
  soft,
  plain,
  children,
}: {
  name: MarkName;
  tone?: Tone;
  soft?: boolean;
  plain?: boolean;
  children: ReactNode;
}) {
  const colour = tone ?? toneOf[name];
  return (
    <span
      className={cx(
        css.state,
        soft && css.soft,
        !plain && colour !== 'idle' && `c-${colour}`,
        !plain && colour === 'idle' && 'mid',
      )}
    >
      <Mark name={name} tone={colour} />
      <span>{children}</span>
    </span>
  );
}
