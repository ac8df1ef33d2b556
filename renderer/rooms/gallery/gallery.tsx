import { useLayoutEffect } from 'react';
import { Hatch } from '../../parts/sparkline';
import { Toasts } from '../../parts/toast';
import { Charts } from './gallery-charts';
import { Controls } from './gallery-controls';
import { Tables } from './gallery-table';
import css from './gallery.module.css';

/** Every part in every state. Development builds only; `?theme=light` or `dark` chooses the theme. */
export function Gallery() {
  const theme = new URLSearchParams(location.search).get('theme');
  useLayoutEffect(() => {
    if (theme === 'light' || theme === 'dark') document.documentElement.dataset['theme'] = theme;
  }, [theme]);
  return (
    <main className={css.gallery}>
      <Hatch />
      <Toasts />
      <header>
        <h1>Gallery</h1>
        <a href="?theme=light">light</a>
        <a href="?theme=dark">dark</a>
      </header>
      <Controls />
      <Tables />
      <Charts />
    </main>
  );
}
