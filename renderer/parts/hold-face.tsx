import type { ButtonHTMLAttributes, ReactNode } from 'react';
import { cx } from './cx';
import css from './hold-face.module.css';

export type HoldPhase = 'rest' | 'holding' | 'too early';

interface Props extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly phase: HoldPhase;
  readonly label: ReactNode;
  /** The second line at rest. */
  readonly hint: string;
  readonly whyNot: string | null;
}

/** How a hold button looks: at rest, being held, let go too early, not to be had. `HoldButton` makes it act. */
export function HoldFace({ phase, label, hint, whyNot, ...rest }: Props) {
  const second =
    whyNot ??
    (phase === 'holding' ? 'keep holding, let go to cancel' : phase === 'too early' ? 'let go too early: hold for 1 s' : hint);
  return (
    <button
      type="button"
      className={cx(css.hold, phase === 'holding' && css.holding, whyNot !== null && css.off)}
      aria-disabled={whyNot !== null || undefined}
      aria-keyshortcuts="Shift+Enter"
      title={whyNot ?? undefined}
      {...rest}
    >
      <svg viewBox="0 0 18 18" aria-hidden="true">
        <path d="M7 3 2.5 7.5 7 12M2.5 7.5H11a4.2 4.2 0 0 1 0 8.4H7.5" fill="none" stroke="currentColor" strokeWidth="1.8" />
      </svg>
      <span className={cx(css.label, 'clip')}>{label}</span>
      <small className="clip">{second}</small>
      <i className={css.track} />
      <i className={css.fill} />
    </button>
  );
}
