import { useLayoutEffect } from 'react';
import { Hatch } from '../../parts/sparkline';
import { Toasts } from '../../parts/toast';
import { stopClock } from '../../state/clock';
import { Buttons } from './gallery-buttons';
import { Charts } from './gallery-charts';
import { Fields } from './gallery-fields';
import { Floating } from './gallery-floating';
import { Hosts, ManyHosts } from './gallery-hosts';
import { Logs } from './gallery-log';
import { Marks } from './gallery-marks';
import { Numbers } from './gallery-numbers';
import { Sparklines } from './gallery-sparklines';
import { States } from './gallery-states';
import { Tables } from './gallery-table';
import css from './gallery.module.css';
import { galleryNow } from './group';

/** By the names that the address and the suite's pictures call them. */
const groups = {
  marks: Marks,
  'host-grid': Hosts,
  'many-hosts': ManyHosts,
  numbers: Numbers,
  buttons: Buttons,
  fields: Fields,
  floating: Floating,
  states: States,
  sparklines: Sparklines,
  log: Logs,
  tables: Tables,
  charts: Charts,
};

/** Every part in every state. Development builds only; `?theme=dark` chooses the theme, `?group=log` one group. */
export function Gallery() {
  const query = new URLSearchParams(location.search);
  const theme = query.get('theme');
  const only = query.get('group');
  useLayoutEffect(() => {
    if (theme === 'light' || theme === 'dark') document.documentElement.dataset['theme'] = theme;
  }, [theme]);
  useLayoutEffect(() => stopClock(galleryNow), []);
  return (
    <main className={css.gallery}>
      <Hatch />
      <Toasts />
      <header>
        <h1>Gallery</h1>
        <a href="?theme=light">light</a>
        <a href="?theme=dark">dark</a>
      </header>
      {Object.entries(groups).map(([name, Shown]) => (only === null || only === name) && <Shown key={name} />)}
    </main>
  );
}
