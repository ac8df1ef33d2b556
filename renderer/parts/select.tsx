import { useId } from 'react';
import {
  Button as AriaButton,
  Label,
  ListBox,
  ListBoxItem,
  Popover,
  Select as AriaSelect,
  SelectValue,
} from 'react-aria-components';
import type { Choice } from './combo-box';
import { cx } from './cx';
import { FieldLines } from './field';
import field from './field.module.css';
import css from './float.module.css';

interface Props {
  readonly label: string;
  readonly choices: readonly Choice[];
  readonly chosen: string | null;
  readonly onChosen: (id: string) => void;
  readonly placeholder?: string;
  readonly hint?: string;
  readonly error?: string | null;
}

/** Chooses one of a few. Arrows and typing choose also while it is closed. */
export function Select({ label, choices, chosen, onChosen, placeholder = 'not chosen', hint, error = null }: Props) {
  const id = useId();
  return (
    <AriaSelect
      className={cx(field.field)}
      value={chosen}
      onChange={(key) => key !== null && onChosen(String(key))}
      placeholder={placeholder}
      isInvalid={error !== null}
    >
      <Label className={cx(field.label)}>{label}</Label>
      <AriaButton className={cx(field.select)} aria-describedby={hint || error ? id : undefined}>
        <SelectValue className={cx('clip', field.chosen)}>
          {({ selectedText, defaultChildren, isPlaceholder }) => (isPlaceholder ? defaultChildren : selectedText)}
        </SelectValue>
        <svg width="8" height="8" viewBox="0 0 8 8" aria-hidden="true">
          <path d="M1 2.5 4 5.5 7 2.5" fill="none" stroke="currentColor" strokeWidth="1.4" />
        </svg>
      </AriaButton>
      <FieldLines id={id} hint={hint} error={error} />
      <Popover className={cx(css.float)} offset={2}>
        <ListBox items={choices} className={cx(css.list)}>
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
    </AriaSelect>
  );
}
