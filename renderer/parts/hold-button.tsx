import { useEffect, useRef, useState, type KeyboardEvent, type MouseEvent, type ReactNode } from 'react';
import { HoldFace, type HoldPhase } from './hold-face';

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
  const [phase, setPhase] = useState<HoldPhase>('rest');
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

  return (
    <HoldFace
      phase={phase}
      label={label}
      hint={hint}
      whyNot={whyNot}
      onPointerDown={(event) => event.button === 0 && !event.shiftKey && begin()}
      onPointerUp={cancel}
      onPointerLeave={cancel}
      onPointerCancel={cancel}
      onKeyDown={onKeyDown}
      onKeyUp={(event) => (event.key === ' ' || event.key === 'Enter') && cancel()}
      onBlur={cancel}
      onClick={onClick}
      onContextMenu={(event) => event.preventDefault()}
    />
  );
}
