import type { ReactElement, ReactNode } from 'react';
import { Focusable, Tooltip as AriaTooltip, TooltipTrigger } from 'react-aria-components';
import { cx } from './cx';
import css from './tooltip.module.css';

const patienceMs = 500;

interface Props {
  /** More of what is there already: the whole name, the reason. Never the only place where something can be read. */
  readonly words: ReactNode;
  /** One element that can take the focus. */
  readonly children: ReactElement<React.DOMAttributes<HTMLElement>, string>;
}

/** Words that appear on hover and on focus. Escape takes them away; the pointer may go over to them. */
export function Tooltip({ words, children }: Props) {
  return (
    <TooltipTrigger delay={patienceMs} closeDelay={100}>
      <Focusable>{children}</Focusable>
      <AriaTooltip className={cx(css.tooltip)} offset={4}>
        {words}
      </AriaTooltip>
    </TooltipTrigger>
  );
}
