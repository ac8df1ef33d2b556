import { cx } from './cx';
import css from './person.module.css';

interface Props {
  readonly name: string;
  /** What he is to the thing it stands beside: `captain`, `on call until 18:00`. */
  readonly as?: string;
  readonly className?: string;
}

/** Somebody by name, the whole of it on hover where there is no room. No picture and no colour: names are read. */
export const Person = ({ name, as, className }: Props) => (
  <span className={cx(css.person, 'prose', className)} title={as ? `${name}, ${as}` : name}>
    <span className="clip">{name}</span>
    {as && <span className="dim clip">{as}</span>}
  </span>
);
