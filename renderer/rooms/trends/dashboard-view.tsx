import { useRef, useSyncExternalStore } from 'react';
import type { Dashboard } from '../../../shared/contract/trends';
import type { TrendsPlace } from '../../../shared/trends/place';
import { ActionButton } from '../../actions/action-button';
import { ComboBox } from '../../parts/combo-box';
import { Soon } from '../../parts/soon';
import { EmptyState, ErrorState, Skeleton } from '../../parts/states';
import { Tabs } from '../../parts/tabs';
import { useWidth } from '../../parts/use-width';
import { go, Link } from '../../router';
import type { Query } from '../../state/query';
import { PanelView, type PanelWorld } from './panel';
import { StoreNotes } from './store-notes';
import css from './dashboard-view.module.css';

/** More of them than this are found by typing. */
const mostTabs = 8;
/** A panel needs so much for its legend. */
const narrowest = 500;
/** Until the width was measured. */
const railWidth = 136;
const chartHeight = { low: 176, high: 216 } as const;

interface Props {
  readonly place: TrendsPlace;
  readonly dashboards: Query<readonly Dashboard[]>;
  /** The one of the address; null: there is none. */
  readonly chosen: Dashboard | null;
  readonly world: PanelWorld;
}

/** The dashboard that an address names; without a name the first. */
export const chosenOf = (dashboards: readonly Dashboard[] | null, { dashboard }: TrendsPlace): Dashboard | null =>
  dashboards?.find((one) => dashboard === null || one.id === dashboard) ?? null;

/** The dashboards, and the rows of panels of one of them. */
export function DashboardView({ place, dashboards: { data, refusal, again }, chosen, world }: Props) {
  if (!data)
    return (
      <div className={css.page}>
        {refusal ? <ErrorState refusal={refusal} onAgain={again} /> : <Skeleton label="Reading the dashboards" rows={8} />}
      </div>
    );
  if (data.length === 0) return <NoDashboards />;
  const open = (id: string) => go({ room: 'trends', ...place, dashboard: id, panel: null });
  const content = chosen ? (
    <Rows key={chosen.id} dashboard={chosen} place={place} world={world} />
  ) : (
    <div className={css.page}>
      <EmptyState
        title={`There is no dashboard ${place.dashboard ?? ''}`}
        acts={<Link to={{ room: 'trends', ...place, dashboard: null, panel: null }}>To the first one</Link>}
      >
        It may have been made from metrics that no host of its type exposes any more.
      </EmptyState>
    </div>
  );
  if (data.length > mostTabs)
    return (
      <>
        <div className={css.choice}>
          <ComboBox
            label="Dashboard"
            choices={data.map(({ id, name, generated }) => ({ id, name, about: generated ? 'generated' : 'in capstan.yaml' }))}
            chosen={chosen?.id ?? null}
            onChosen={(id) => id !== null && open(id)}
          />
        </div>
        {content}
      </>
    );
  return (
    <Tabs
      label="Dashboards"
      className={css.tabs ?? ''}
      chosen={chosen?.id ?? ''}
      onChosen={(id) => id !== chosen?.id && open(id)}
      tabs={data.map(({ id, name }) => ({ id, name, panel: id === chosen?.id ? content : null }))}
    />
  );
}

function Rows({ dashboard, place, world }: { dashboard: Dashboard; place: TrendsPlace; world: PanelWorld }) {
  const room = useSyncExternalStore(onResize, () => window.innerHeight);
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box);
  const whole = dashboard.rows.flatMap((row) => row.panels).find((panel) => panel.id === place.panel);
  const height = room > 1000 ? chartHeight.high : chartHeight.low;
  return (
    <div ref={box} className={css.rows}>
      <StoreNotes />
      {place.panel !== null && (
        <p className={css.back}>
          {!whole && `There is no panel ${place.panel} on this dashboard. `}
          <Link to={{ room: 'trends', ...place, panel: null }}>All panels of {dashboard.name}</Link>
        </p>
      )}
      {dashboard.rows.length === 0 && (
        <EmptyState title="There is no panel on it yet" acts={<ActionButton id="trends.add-panel" />}>
          It can be saved as soon as it has one.
        </EmptyState>
      )}
      {whole ? (
        <PanelView key={whole.id} panel={whole} world={world} height={Math.max(240, room - 450)} whole />
      ) : (
        dashboard.rows.map(({ title, panels }, index) => (
          <section key={index} className={css.row} aria-label={title ?? dashboard.name}>
            {title !== null && <h2 className={css.title}>{title}</h2>}
            <div
              className={css.grid}
              style={{
                gridTemplateColumns: `repeat(${columnsFor(panels.length, width || window.innerWidth - railWidth)}, minmax(0, 1fr))`,
              }}
            >
              {panels.map((panel) => (
                <Soon key={panel.id}>
                  <PanelView panel={panel} world={world} height={height} whole={false} />
                </Soon>
              ))}
            </div>
          </section>
        ))
      )}
      {dashboard.generated && (
        <p className="dim small">Made from what the hosts expose. Dashboards of your own stand in capstan.yaml.</p>
      )}
    </div>
  );
}

/** As many beside one another as there is room for, and each line of them as full as the others: four are two and two, not three and one. */
export function columnsFor(panels: number, width: number): number {
  const most = Math.max(1, Math.floor(width / narrowest));
  return Math.max(1, Math.ceil(panels / Math.ceil(panels / most)));
}

function onResize(hear: () => void): () => void {
  window.addEventListener('resize', hear);
  return () => window.removeEventListener('resize', hear);
}

const NoDashboards = () => (
  <div className={css.page}>
    <StoreNotes />
    <EmptyState title="There is nothing to draw yet">
      A dashboard for each host type is made by itself as soon as its hosts expose metrics: name them under{' '}
      <code>metrics.scrape</code> in capstan.yaml. Dashboards of your own stand there too, under <code>dashboards</code>:
    </EmptyState>
    <pre className={css.example}>{example}</pre>
    <ActionButton id="trends.new-dashboard" />
  </div>
);

const example = `dashboards:
  - name: shop
    rows:
      - panels:
          - { title: php errors, metric: "sum(rate(php_errors_total[1m]))", unit: per s }`;
