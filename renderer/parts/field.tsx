import type { InputHTMLAttributes, ReactNode } from 'react';
import { useId } from 'react';
import css from './field.module.css';

interface Props extends Omit<InputHTMLAttributes<HTMLInputElement>, 'onChange'> {
  readonly label: ReactNode;
  readonly onText: (text: string) => void;
}

/** One line of text with its label above. */
export function Field({ label, onText, ...rest }: Props) {
  const id = useId();
  return (
    <div className={css.field}>
      <label htmlFor={id}>{label}</label>
      <input id={id} autoComplete="off" spellCheck={false} {...rest} onChange={(event) => onText(event.target.value)} />
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
