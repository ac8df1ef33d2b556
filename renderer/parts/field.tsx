import type { InputHTMLAttributes, ReactNode } from 'react';
import { useEffect, useId, useRef } from 'react';
import css from './field.module.css';

interface Props extends Omit<InputHTMLAttributes<HTMLInputElement>, 'onChange'> {
  readonly label: ReactNode;
  readonly onText: (text: string) => void;
  /** Takes the focus when it appears: the first field of a dialog. */
  readonly focusFirst?: boolean;
}

/** One line of text with its label above. */
export function Field({ label, onText, focusFirst = false, ...rest }: Props) {
  const id = useId();
  const self = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (focusFirst) self.current?.focus();
  }, [focusFirst]);
  return (
    <div className={css.field}>
      <label htmlFor={id}>{label}</label>
      <input ref={self} id={id} autoComplete="off" spellCheck={false} {...rest} onChange={(event) => onText(event.target.value)} />
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
