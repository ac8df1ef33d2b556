import { useId } from 'react';
import type { Plain } from '../../../shared/contract/settings';
import { Field, FieldLines } from '../../parts/field';
import { Select } from '../../parts/select';
import type { FieldInfo } from '../../config-draft/checks';
import { fieldOf, textOf, typed, type Group } from '../../config-draft/plain';
import css from './form-field.module.css';

interface Props {
  readonly info: FieldInfo;
  readonly group: Group;
  readonly onValue: (path: readonly string[], value: Plain | undefined) => void;
  readonly error: string | null;
  /** Why nothing can be changed; null: it can. */
  readonly readOnly: boolean;
}

const usualId = 'usual';

/** One field of a form: words to choose from, several lines, or one. Empty, it says what holds then. */
export function FormField({ info, group, onValue, error, readOnly }: Props) {
  const { path, label, hint, usual, words, lines } = info;
  const value = fieldOf(group, path);
  const text = textOf(value);
  const put = (next: string) => onValue(path, typed(next));
  // What stands in the file and is no word of these is shown as text, so that it can be seen and mended.
  if (words && !readOnly && (text === '' || words.includes(text)))
    return (
      <Select
        label={label}
        hint={hint}
        error={error}
        chosen={text === '' ? usualId : text}
        onChosen={(id) => onValue(path, id === usualId ? undefined : id)}
        choices={[{ id: usualId, name: `${usual ?? ''}, as usual` }, ...words.map((word) => ({ id: word, name: word }))]}
      />
    );
  const placeholder = usual === undefined ? '' : usual === '' ? 'none' : usual.length > 10 ? usual : `${usual}, as usual`;
  if (lines)
    return <Area label={label} hint={hint} text={text} onText={put} error={error} readOnly={readOnly} placeholder={placeholder} />;
  return <Field label={label} hint={hint} value={text} onText={put} error={error} readOnly={readOnly} placeholder={placeholder} />;
}

interface AreaProps {
  readonly label: string;
  readonly hint: string;
  readonly text: string;
  readonly onText: (text: string) => void;
  readonly error: string | null;
  readonly readOnly: boolean;
  readonly placeholder: string;
}

/** A text of several lines: a command. */
function Area({ label, hint, text, onText, error, readOnly, placeholder }: AreaProps) {
  const id = useId();
  return (
    <div className={css.area}>
      <label htmlFor={id}>{label}</label>
      <textarea
        id={id}
        rows={Math.min(8, Math.max(1, text.trimEnd().split('\n').length))}
        value={text}
        placeholder={placeholder}
        readOnly={readOnly}
        spellCheck={false}
        aria-invalid={error !== null || undefined}
        aria-describedby={`${id}-lines`}
        onChange={(event) => onText(event.target.value)}
      />
      <FieldLines id={`${id}-lines`} hint={hint} error={error} />
    </div>
  );
}
