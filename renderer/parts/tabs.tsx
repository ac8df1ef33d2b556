import type { ReactNode } from 'react';
import { Tab, TabList, TabPanel, Tabs as AriaTabs } from 'react-aria-components';
import { cx } from './cx';
import css from './tabs.module.css';

/** One tab: its name, or what is drawn in its place, and what it opens. */
export interface TabItem {
  readonly id: string;
  readonly name: ReactNode;
  readonly panel: ReactNode;
}

interface Props {
  readonly label: string;
  readonly tabs: readonly TabItem[];
  readonly chosen: string;
  readonly onChosen: (id: string) => void;
  readonly className?: string;
}

/** Views of one thing beside one another. One stop for Tab; arrows choose, and choosing opens. */
export function Tabs({ label, tabs, chosen, onChosen, className }: Props) {
  return (
    <AriaTabs className={cx(css.tabs, className)} selectedKey={chosen} onSelectionChange={(key) => onChosen(String(key))}>
      <TabList aria-label={label} className={cx(css.list)}>
        {tabs.map(({ id, name }) => (
          <Tab key={id} id={id} className={cx(css.tab)}>
            {name}
          </Tab>
        ))}
      </TabList>
      {tabs.map(({ id, panel }) => (
        <TabPanel key={id} id={id} className={cx(css.panel)}>
          {panel}
        </TabPanel>
      ))}
    </AriaTabs>
  );
}
