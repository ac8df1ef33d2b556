import css from './person.module.css';

interface Props {
  readonly name: string;
  /** In what part, or from where: `captain`, `terminal`. */
  readonly as?: string;
}

/** Somebody by name, the whole of it on hover where there is no room. No picture and no colour: names are read. */
export const Person = ({ name, as }: Props) => (
  <span className={css.person} title={as ? `${name}, ${as}` : name}>
    <bdi className="clip">{name}</bdi>
    {as && <span className="dim clip">{as}</span>}
  </span>
);
