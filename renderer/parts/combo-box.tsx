import { useId } from 'react';
import {
  Button as AriaButton,
  ComboBox as AriaComboBox,
  Input,
  Label,
  ListBox,
  ListBoxItem,
  Popover,
  type Key,
} from 'react-aria-components';
import { cx } from './cx';
import field from './field.module.css';
import css from './float.module.css';
import { FieldLines } from './field';

/** One thing to choose. */
export interface Choice {
  readonly id: string;
  readonly name: string;
  /** A second line: what it is, or why one would take it. */
  readonly about?: string;
}

interface Props {
  readonly label: string;
  readonly choices: readonly Choice[];
  /** The chosen one's id; null: none yet. */
  readonly chosen: string | null;
  readonly onChosen: (id: string | null) => void;
  readonly placeholder?: string;
  readonly hint?: string;
  readonly error?: string | null;
}

/** Chooses one of many by typing a part of its name. */
export function ComboBox({ label, choices, chosen, onChosen, placeholder, hint, error = null }: Props) {
  const id = useId();
  return (
    <AriaComboBox
      className={cx(field.field)}
      items={choices}
      value={chosen}
      onChange={(key: Key | null) => onChosen(key === null ? null : String(key))}
      menuTrigger="focus"
      allowsEmptyCollection
      isInvalid={error !== null}
    >
      <Label className={cx(field.label)}>{label}</Label>
      <div className={field.withButton}>
        <Input placeholder={placeholder ?? ''} spellCheck={false} aria-describedby={hint || error ? id : undefined} />
        <AriaButton className={cx(field.open)} aria-label="Show all of">
          <svg width="8" height="8" viewBox="0 0 8 8" aria-hidden="true">
            <path d="M1 2.5 4 5.5 7 2.5" fill="none" stroke="currentColor" strokeWidth="1.4" />
          </svg>
        </AriaButton>
      </div>
      <FieldLines id={id} hint={hint} error={error} />
      <Popover className={cx(css.float)} offset={2}>
        <ListBox<Choice> className={cx(css.list)} renderEmptyState={() => <p className={css.none}>Nothing by this name.</p>}>
          {(choice) => (
            <ListBoxItem id={choice.id} textValue={choice.name} className={cx(css.item)}>
              <span className={css.words}>
                {choice.name}
                {choice.about && <small> {choice.about}</small>}
              </span>
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </AriaComboBox>
  );
}
