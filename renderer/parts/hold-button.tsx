import { useEffect, useRef, useState, type KeyboardEvent, type MouseEvent, type ReactNode } from 'react';
import { cx } from './cx';
import css from './hold-button.module.css';

const holdMs = 1_000;
const tooEarlyMs = 4_000;

interface Props {
  readonly label: ReactNode;
  /** The second line at rest, such as "hold 1 s". */
  readonly hint: string;
  readonly whyNot: string | null;
  readonly onHeld: () => void;
  /** For who cannot hold: Shift with a press or with Enter. A control that does the same belongs beside the button. */
  readonly onAsk: () => void;
}

/**
 * An act that is done by holding for one second: with the mouse, a finger, Space or Enter. Letting go, leaving it or Escape cancels.
 * The fill shows how far; where motion is reduced it does not move and the words say it.
 */
export function HoldButton({ label, hint, whyNot, onHeld, onAsk }: Props) {
  const [phase, setPhase] = useState<'rest' | 'holding' | 'too early'>('rest');
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);

  const stopTimer = () => {
    if (timer.current !== null) clearTimeout(timer.current);
    timer.current = null;
  };
  useEffect(() => stopTimer, []);

  const begin = () => {
    if (whyNot !== null || phase === 'holding') return;
    stopTimer();
    setPhase('holding');
    timer.current = setTimeout(() => {
      setPhase('rest');
      timer.current = null;
      onHeld();
    }, holdMs);
  };
  const cancel = () => {
    if (phase !== 'holding') return;
    stopTimer();
    setPhase('too early');
    timer.current = setTimeout(() => setPhase('rest'), tooEarlyMs);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && phase === 'holding') {
      event.preventDefault();
      cancel();
    }
    if (event.key !== ' ' && event.key !== 'Enter') return;
    event.preventDefault();
    if (event.repeat) return;
    if (event.shiftKey) ask();
    else begin();
  };
  const ask = () => {
    cancel();
    if (whyNot === null) onAsk();
  };
  const onClick = (event: MouseEvent) => {
    // A click without a press comes from assistive technology, which cannot hold: it asks instead.
    if (event.shiftKey || (event.detail === 0 && phase === 'rest' && timer.current === null)) ask();
  };

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
      onPointerDown={(event) => event.button === 0 && !event.shiftKey && begin()}
      onPointerUp={cancel}
      onPointerLeave={cancel}
      onPointerCancel={cancel}
      onKeyDown={onKeyDown}
      onKeyUp={(event) => (event.key === ' ' || event.key === 'Enter') && cancel()}
      onBlur={cancel}
      onClick={onClick}
      onContextMenu={(event) => event.preventDefault()}
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
