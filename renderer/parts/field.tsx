import type { InputHTMLAttributes, ReactNode } from 'react';
import { useEffect, useId, useRef } from 'react';
import { cx } from './cx';
import { Mark } from './mark';
import css from './field.module.css';

interface Props extends Omit<InputHTMLAttributes<HTMLInputElement>, 'onChange'> {
  readonly label: ReactNode;
  readonly onText: (text: string) => void;
  /** Takes the focus when it appears: the first field of a dialog. */
  readonly focusFirst?: boolean;
  /** What belongs here, in a few words. */
  readonly hint?: string;
  /** What is wrong with it and what would be right; said when it appears. */
  readonly error?: string | null;
}

/** One line of text with its label above and, where there is something to say, a line below. */
export function Field({ label, onText, focusFirst = false, hint, error = null, className, ...rest }: Props) {
  const id = useId();
  const self = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (focusFirst) self.current?.focus();
  }, [focusFirst]);
  return (
    <div className={cx(css.field, className)}>
      <label htmlFor={id}>{label}</label>
      <input
        ref={self}
        id={id}
        autoComplete="off"
        spellCheck={false}
        aria-invalid={error !== null || undefined}
        aria-describedby={hint || error !== null ? `${id}-lines` : undefined}
        {...rest}
        onChange={(event) => onText(event.target.value)}
      />
      <FieldLines id={`${id}-lines`} hint={hint} error={error} />
    </div>
  );
}

/** The lines below a field: the hint, and in its place the error while there is one. The place is there before the error is. */
export function FieldLines({ id, hint, error }: { id: string; hint?: string | undefined; error: string | null }) {
  return (
    <div id={id} className={css.lines} role="status">
      {error !== null ? (
        <span className={css.error}>
          <Mark name="crit" size={10} />
          <span>{error}</span>
        </span>
      ) : (
        hint
      )}
    </div>
  );
}

/** A box to tick, with its sentence. */
export function Check({
  checked,
  onChecked,
  children,
}: {
  checked: boolean;
  onChecked: (checked: boolean) => void;
  children: ReactNode;
}) {
  return (
    <label className={css.check}>
      <input type="checkbox" checked={checked} onChange={(event) => onChecked(event.target.checked)} />
      <span>{children}</span>
    </label>
  );
}
