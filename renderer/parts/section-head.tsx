import type { ReactNode } from 'react';
import { cx } from './cx';
import css from './section-head.module.css';

interface Props {
  readonly title: string;
  readonly about?: ReactNode;
  readonly children?: ReactNode;
  readonly id?: string;
}

/** The heading of a section: its name, what it counts, and on the right how old or how it is ordered. */
export const SectionHead = ({ title, about, children, id }: Props) => (
  <div className={css.head}>
    <h2 id={id}>{title}</h2>
    {about !== undefined && <span className={cx('dim', 'clip')}>{about}</span>}
    {children !== undefined && <span className={css.aux}>{children}</span>}
  </div>
);
