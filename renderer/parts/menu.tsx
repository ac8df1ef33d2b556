import type { ReactNode } from 'react';
import { Button as AriaButton, Menu as AriaMenu, MenuItem, MenuTrigger, Popover, Separator } from 'react-aria-components';
import button from './button.module.css';
import { cx } from './cx';
import css from './float.module.css';

/** One act of a menu, or a line between two groups. */
export type MenuEntry =
  | 'line'
  | {
      readonly id: string;
      readonly name: string;
      /** Why it cannot be done now: it keeps its place and says so. */
      readonly whyNot?: string | null;
      /** Its shortcut, as it is written for people. */
      readonly keys?: string;
      readonly danger?: boolean;
      readonly run: () => void;
    };

interface Props {
  /** What the button says. */
  readonly name: ReactNode;
  /** What it is a menu of, where the button's words alone do not say. */
  readonly label?: string;
  readonly entries: readonly MenuEntry[];
  readonly small?: boolean;
}

/** Acts behind one button. Arrows walk them, typing finds one, Escape closes it with nothing done. */
export function Menu({ name, label, entries, small = false }: Props) {
  return (
    <MenuTrigger>
      <AriaButton className={cx(button.button, button.plain, small && button.small)} {...(label ? { 'aria-label': label } : {})}>
        {name}
        <svg width="8" height="8" viewBox="0 0 8 8" aria-hidden="true">
          <path d="M1 2.5 4 5.5 7 2.5" fill="none" stroke="currentColor" strokeWidth="1.4" />
        </svg>
      </AriaButton>
      <Popover className={cx(css.float)} offset={4} placement="bottom start">
        <AriaMenu className={cx(css.list)} {...(label ? { 'aria-label': label } : {})}>
          {entries.map((entry, index) =>
            entry === 'line' ? (
              <Separator key={index} className={cx(css.rule)} />
            ) : (
              <MenuItem
                key={entry.id}
                id={entry.id}
                textValue={entry.whyNot ? `${entry.name}, not now: ${entry.whyNot}` : entry.name}
                className={cx(css.item, entry.danger && css.danger, entry.whyNot && css.off)}
                shouldCloseOnSelect={!entry.whyNot}
                onAction={() => {
                  if (!entry.whyNot) entry.run();
                }}
              >
                <span className={css.words}>
                  {entry.name}
                  {entry.whyNot && <small>not now: {entry.whyNot}</small>}
                </span>
                {entry.keys && <kbd className={css.keys}>{entry.keys}</kbd>}
              </MenuItem>
            ),
          )}
        </AriaMenu>
      </Popover>
    </MenuTrigger>
  );
}
