import type { ReactNode } from 'react';
import { SwitchButton, SwitchField } from 'react-aria-components';
import { cx } from './cx';
import css from './switch.module.css';

interface Props {
  readonly on: boolean;
  readonly onChange: (on: boolean) => void;
  /** What is so while it is on. */
  readonly children: ReactNode;
  /** Why it cannot be changed now. It stays reachable, so that the reason can be read. */
  readonly whyNot?: string | null;
}

/** A setting that holds from the moment it is pressed. The word beside it says which way it stands. */
export function Switch({ on, onChange, children, whyNot = null }: Props) {
  const off = whyNot !== null;
  return (
    <SwitchField isSelected={on} isReadOnly={off} onChange={onChange}>
      <SwitchButton className={cx(css.switch, off && css.off)}>
        <span className={css.track} aria-hidden="true">
          <i />
        </span>
        <span className={css.words}>
          <span>{children}</span> <span className="dim">{on ? 'on' : 'off'}</span>
          {off && <span className={css.why}>not now: {whyNot}</span>}
        </span>
      </SwitchButton>
    </SwitchField>
  );
}
