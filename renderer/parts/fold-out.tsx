import { useId, type CSSProperties, type ReactNode } from 'react';
import { cx } from './cx';
import css from './fold-out.module.css';

interface Props {
  /** What unfolds, for who cannot see it. */
  readonly name: string;
  readonly className?: string | undefined;
  /** Always shown; clipped where it must be. */
  readonly children: ReactNode;
  /** The whole of it, shown when it is pressed. */
  readonly more: ReactNode;
}

/** Something short that unfolds into the whole of it: by a press, Enter or Space; Escape or a press elsewhere folds it again. */
export function FoldOut({ name, className, children, more }: Props) {
  const id = useId().replaceAll(/[^\w-]/g, '');
  const anchor = `--fold-${id}`;
  // The names of anchors are what React's types do not know yet.
  const here: CSSProperties = { ['anchorName' as keyof CSSProperties]: anchor };
  const there: CSSProperties = { ['positionAnchor' as keyof CSSProperties]: anchor };
  return (
    <>
      <button type="button" className={cx(css.button, className)} popoverTarget={id} style={here}>
        {children}
        <span className="unseen">, more</span>
      </button>
      <div id={id} popover="auto" className={css.more} style={there} role="group" aria-label={name}>
        {more}
      </div>
    </>
  );
}

/** Rows of a fold-out: a name and what it is. */
export const Facts = ({ of }: { of: readonly (readonly [string, ReactNode])[] }) => (
  <dl className={css.facts}>
    {of.map(([name, value]) => (
      <div key={name}>
        <dt>{name}</dt>
        <dd>{value}</dd>
      </div>
    ))}
  </dl>
);
