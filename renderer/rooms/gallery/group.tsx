import type { ReactNode } from 'react';
import css from './gallery.module.css';

/** One group of parts. */
export const Group = ({ name, about, children }: { name: string; about: string; children: ReactNode }) => (
  <section className={css.group} aria-label={name}>
    <h2>
      {name} <span>{about}</span>
    </h2>
    {children}
  </section>
);

/** A part in one state, with the state in words. */
export const Case = ({ state, wide, children }: { state: string; wide?: boolean; children: ReactNode }) => (
  <div className={wide ? css.wide : css.case}>
    <h3>{state}</h3>
    <div>{children}</div>
  </div>
);

export const Cases = ({ children }: { children: ReactNode }) => <div className={css.cases}>{children}</div>;

/** The instant that every figure of the gallery is about, so that its pictures are the same each time. */
export const galleryNow = Date.UTC(2026, 10, 12, 11, 39, 20);

export const nothingHappens = (): void => undefined;
