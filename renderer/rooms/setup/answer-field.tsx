import { useId, type ReactNode } from 'react';
import type { ConfigFault } from '../../../shared/contract/state';
import { cx } from '../../parts/cx';
import { Mark } from '../../parts/mark';
import css from './answer-field.module.css';

interface Props {
  /** Path of the answer, as faults name it. */
  readonly path: string;
  readonly label: string;
  readonly value: string;
  readonly onText: (text: string) => void;
  /** What it is for, or what it comes to. */
  readonly hint: ReactNode;
  readonly example?: string;
  readonly fault: ConfigFault | null;
  readonly onLeave: (path: string) => void;
  /** Names, paths and commands: in the face in which they are compared. */
  readonly exact?: boolean;
  /** Choices that may be typed as well. */
  readonly choices?: readonly string[];
  readonly className?: string | undefined;
}

export const fieldId = (path: string): string => `setup-${path.replaceAll('.', '-')}`;

/** One answer with its label above and below it what it is for; or what is wrong with it, and what would be right. */
export function AnswerField({ path, label, value, onText, hint, example, fault, onLeave, exact, choices, className }: Props) {
  const about = useId();
  const list = useId();
  return (
    <div className={cx(css.field, className)}>
      <label htmlFor={fieldId(path)}>{label}</label>
      <input
        id={fieldId(path)}
        className={cx(exact && css.exact)}
        value={value}
        placeholder={example}
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        aria-invalid={fault !== null}
        aria-describedby={about}
        {...(choices ? { list } : {})}
        onChange={(event) => onText(event.target.value)}
        onBlur={() => onLeave(path)}
      />
      {choices && (
        <datalist id={list}>
          {choices.map((choice) => (
            <option key={choice} value={choice} />
          ))}
        </datalist>
      )}
      <p id={about} className={cx(css.about, 'prose', fault && css.fault)}>
        {fault ? (
          <>
            <Mark name="warn" size={10} />
            <span>
              <b>{sentenceOf(fault.message)}</b> Right: {fault.hint}
            </span>
          </>
        ) : (
          hint
        )}
      </p>
    </div>
  );
}

/** A fault's message as a sentence: it begins small, because in a file its place stands before it. */
const sentenceOf = (message: string): string =>
  `${message.charAt(0).toUpperCase()}${message.slice(1)}${/[.!?]$/.test(message) ? '' : '.'}`;
