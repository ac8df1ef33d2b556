import { useEffect, useRef, type ButtonHTMLAttributes } from 'react';
import { cx } from './cx';
import css from './button.module.css';

export type ButtonKind = 'plain' | 'main' | 'danger' | 'link';

interface Props extends ButtonHTMLAttributes<HTMLButtonElement> {
  /** Why it cannot be used now. It stays reachable, so that the reason can be read. */
  readonly whyNot?: string | null;
  readonly kind?: ButtonKind;
  readonly small?: boolean;
  /** Takes the focus when it appears: the safe button of a dialog. */
  readonly focusFirst?: boolean;
}

/** A button that names its act. Where the act is not to be had it is marked disabled, keeps its place and says why. */
export function Button({ whyNot, kind = 'plain', small, focusFirst = false, className, onClick, title, children, ...rest }: Props) {
  const off = Boolean(whyNot);
  const self = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (focusFirst) self.current?.focus();
  }, [focusFirst]);
  return (
    <button
      ref={self}
      type="button"
      {...rest}
      className={cx(css.button, css[kind], small && css.small, off && css.off, className)}
      aria-disabled={off || undefined}
      title={whyNot ?? title}
      onClick={off ? (event) => event.preventDefault() : onClick}
    >
      {children}
      {off && <span className="unseen">, not now: {whyNot}</span>}
    </button>
  );
}
