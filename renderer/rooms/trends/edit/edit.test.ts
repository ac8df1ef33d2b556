import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../../../electron/engine/config/parse-config';
import { DESK, EXAMPLE } from '../../../../electron/engine/config/fixtures';
import type { Dashboard, Panel } from '../../../../shared/contract/trends';
import { withIds } from '../../../../shared/trends/panel-ids';
import { dashboardNameFault } from '../../../config-draft/dashboard-checks';
import { isGroup, textOf, type Group } from '../../../config-draft/plain';
import { beginDashboards } from '../../../config-draft/working-dashboards';
import type { WorkingDashboard, WorkingPanel } from '../../../config-draft/working-types';
import { addressIn, dashboardIds, drafted, panelIds } from './drafted';
import {
  changedPanel,
  copyOf,
  movedPanel,
  nameForCopy,
  newDashboard,
  placeOf,
  renamed,
  whyNotMoved,
  withoutPanel,
  withPanel,
  withRowTitle,
} from './edit-dashboards';
import { faultsOf, fieldsOf, isFaultless, newQuery, newThreshold, withFields } from './panel-form';
import { panelOf, plainPanel } from './panel-plain';

const begin = (list: Group[]): readonly WorkingDashboard[] => beginDashboards(list) ?? [];
const shop = begin([
  {
    name: 'shop',
    rows: [
      {
        title: 'users',
        panels: [
          { title: 'a', metric: 'a' },
          { title: 'b', metric: 'b' },
          { title: 'c', metric: 'c' },
        ],
      },
      { panels: [{ title: 'd', metric: 'd' }] },
    ],
  },
]);
const titles = (all: readonly WorkingDashboard[]) =>
  all[0]?.rows.map((row) => row.panels.map(({ value }) => textOf(value['title'])).join(' ')) ?? [];
const panel = (title: string, all = shop): WorkingPanel => {
  const found = all[0]?.rows.flatMap((row) => row.panels).find(({ value }) => value['title'] === title);
  if (!found) throw new Error(`There is no panel ${title}.`);
  return found;
};
const id = shop[0]?.id ?? '';

describe('a panel', () => {
  it('is moved within its row, to the rows beside it, and beyond them into a new one', () => {
    const moved = (title: string, ...ways: ('earlier' | 'later' | 'up' | 'down')[]) =>
      titles(ways.reduce((all, way) => movedPanel(all, id, panel(title, all), way), shop));
    expect(moved('b', 'earlier')).toEqual(['b a c', 'd']);
    expect(moved('b', 'later')).toEqual(['a c b', 'd']);
    expect(moved('a', 'later', 'later')).toEqual(['b c a', 'd']);
    expect(moved('b', 'down')).toEqual(['a c', 'd b']);
    expect(moved('d', 'up')).toEqual(['a b c d']);
    expect(moved('d', 'up', 'down')).toEqual(['a b c', 'd']);
    expect(moved('b', 'up')).toEqual(['b', 'a c', 'd']);
    const [dashboard] = shop;
    if (!dashboard) throw new Error('There is no dashboard.');
    expect(whyNotMoved(dashboard, panel('a'), 'earlier')).toBe('it is the first of its row');
    expect(whyNotMoved(dashboard, panel('c'), 'later')).toBe('it is the last of its row');
    expect(whyNotMoved(dashboard, panel('d'), 'down')).toBe('it has the last row for itself');
    expect(moved('d', 'down')).toEqual(titles(shop));
  });

  it('has its row named, or without a name again', () => {
    const rowTitles = (all: readonly WorkingDashboard[]) => all[0]?.rows.map(({ value }) => value);
    expect(rowTitles(withRowTitle(shop, id, panel('d'), 'machines'))).toEqual([{ title: 'users' }, { title: 'machines' }]);
    expect(rowTitles(withRowTitle(shop, id, panel('b'), ''))).toEqual([{}, {}]);
  });

  it('is added, changed where it stands or elsewhere, and removed; an empty row goes with it', () => {
    const row = shop[0]?.rows[0]?.id ?? '';
    expect(titles(withPanel(shop, id, { title: 'e' }, { row, before: panel('b').id }))).toEqual(['a e b c', 'd']);
    expect(titles(withPanel(shop, id, { title: 'e' }, { newRow: 'more' }))).toEqual(['a b c', 'd', 'e']);
    const where = shop[0] && placeOf(shop[0], panel('b'));
    if (!where) throw new Error('It stands nowhere.');
    expect(titles(changedPanel(shop, id, panel('b'), { title: 'B' }, where))).toEqual(['a B c', 'd']);
    expect(titles(changedPanel(shop, id, panel('d'), { title: 'D' }, { row, before: null }))).toEqual(['a b c D']);
    expect(titles(changedPanel(shop, id, panel('d'), { title: 'D' }, { newRow: '' }))).toEqual(['a b c', 'D']);
    expect(titles(withoutPanel(shop, id, panel('d')))).toEqual(['a b c']);
  });
});

const full: Group = {
  title: 'answers',
  metrics: [{ metric: 'p(1)', legend: 'p99', source: 'eu' }, { metric: 'b' }],
  kind: 'area',
  overlay: 'band',
  unit: 's',
  from: 'fitted',
  scale: 'log',
  thresholds: [5, { value: 8, label: 'too slow', colour: 'red' }],
  since: 'a newer Capstan',
};

describe('the form of a panel', () => {
  it('gives back what it was given, with the keys that it does not know', () => {
    expect(withFields(full, fieldsOf(full))).toEqual(full);
    const spelledOut = { title: 'a', metric: 'a', kind: 'line', from: 'zero', thresholds: [{ value: 5 }], source: 'eu' };
    expect(withFields(spelledOut, fieldsOf(spelledOut))).toEqual(spelledOut);
  });

  it('writes only what is not as usual', () => {
    const fields = { ...fieldsOf({}), title: ' new ', queries: [newQuery(' up ')] };
    expect(withFields({}, fields)).toEqual({ title: 'new', metric: 'up' });
    expect(withFields({}, { ...fields, kind: 'bars', unit: 'B', from: 'fitted' })).toEqual({
      title: 'new',
      metric: 'up',
      kind: 'bars',
      unit: 'B',
      from: 'fitted',
    });
    const usual = {
      ...fieldsOf(full),
      kind: 'line',
      overlay: null,
      unit: '',
      from: 'zero',
      scale: 'linear',
      thresholds: [],
    } as const;
    expect(withFields(full, usual)).toEqual({ title: 'answers', metrics: full['metrics'], since: 'a newer Capstan' });
  });

  it('makes a list of one expression when there are more, or it has a legend', () => {
    const one = { title: 'a', metric: 'a' };
    const fields = fieldsOf(one);
    expect(withFields(one, { ...fields, queries: [...fields.queries, newQuery('b')] })).toEqual({
      title: 'a',
      metrics: [{ metric: 'a' }, { metric: 'b' }],
    });
    expect(withFields(one, { ...fields, queries: [{ ...newQuery('a'), legend: '{host}' }] })).toEqual({
      title: 'a',
      metrics: [{ metric: 'a', legend: '{host}' }],
    });
  });

  it('keeps where an expression is asked, also when there come to be more of them', () => {
    const one = { title: 'a', metric: 'a', source: 'eu' };
    const fields = fieldsOf(one);
    expect(fields.queries.map(({ source }) => source)).toEqual(['eu']);
    expect(withFields(one, { ...fields, queries: [...fields.queries, newQuery('b')] })).toEqual({
      title: 'a',
      metrics: [{ metric: 'a', source: 'eu' }, { metric: 'b' }],
    });
    expect(withFields(one, { ...fields, queries: [newQuery('a')] })).toEqual({ title: 'a', metric: 'a' });
    // What a source understands is not for us to say.
    expect(isFaultless(faultsOf({ ...fields, queries: [newQuery('a atan2 (', 'eu')] }))).toBe(true);
    expect(isFaultless(faultsOf({ ...fields, queries: [newQuery('a atan2 (')] }))).toBe(false);
  });

  it('says what is wrong at its field', () => {
    const query = newQuery('rate(');
    const threshold = newThreshold();
    const faults = faultsOf({ ...fieldsOf({}), title: '', kind: 'bars', scale: 'log', queries: [query], thresholds: [threshold] });
    expect(faults.title).toBe('A title is needed.');
    expect(faults.scale).toBe('Only lines have a logarithmic scale.');
    expect(faults.at.get(query.id)).toMatch(/^The expression ends too early, column/);
    expect(faults.at.get(threshold.id)).toMatch(/^A number is needed/);
    expect(isFaultless(faults)).toBe(false);
    expect(isFaultless(faultsOf(fieldsOf({ title: 'a', metric: 'up' })))).toBe(true);
  });
});

const generated: Dashboard = withIds('hosts-www', 'Hosts: www', true, [
  {
    title: 'Gauges',
    panels: [panelOf({ title: 'load', metric: 'node_load1', overlay: 'band', thresholds: [{ value: 5, label: 'limit >' }] })],
  },
  { title: null, panels: [panelOf(full)] },
]);

describe('dashboards as they would be', () => {
  it('read a panel as the engine does', () => {
    const { since: _since, metrics: _metrics, ...rest } = full;
    const written: Group = {
      ...rest,
      metrics: [{ metric: 'a', legend: 'p99' }, { metric: 'b' }],
      thresholds: [5, { value: 8, label: 'slow' }],
    };
    const panels: Group[] = [{ title: 'plain', metric: 'up' }, written];
    const config = parseConfig(`${EXAMPLE}dashboards: ${JSON.stringify([{ name: 'x', rows: [{ panels }] }])}\n`, DESK);
    if (!config.ok) throw new Error(JSON.stringify(config.faults));
    const engines = config.config.dashboards[0]?.rows[0]?.panels;
    expect(panels.map(panelOf)).toEqual(engines);
    expect(panels.map(panelOf).map(plainPanel)).toEqual(panels);
  });

  it('have the addresses that the engine gives; what nobody edited is the engine’s own', () => {
    const known = [withIds('shop', 'shop', false, []), generated];
    expect(drafted(shop, shop, known)[0]).toBe(known[0]);
    const next = [...renamed(shop, id, 'The shop'), newDashboard('shop')];
    expect(drafted(shop, next, known).map((one) => one.id)).toEqual(['the-shop', 'shop', 'hosts-www']);
    expect(drafted(shop, next, known)[0]?.rows[0]?.panels.map((one: Panel) => one.id)).toEqual(['a', 'b', 'c']);
    expect(addressIn(dashboardIds(next), id)).toBe('the-shop');
    expect([...panelIds(shop[0] ?? newDashboard(''))].map(([address]) => address)).toEqual(['a', 'b', 'c', 'd']);
  });

  it('a generated one is copied whole, under a name that takes no address away', () => {
    const copy = copyOf(generated, 'www');
    const [shown] = drafted([], [copy], [generated]);
    expect(shown?.rows).toEqual(generated.rows);
    expect(copy.rows[0]?.value).toEqual({ title: 'Gauges' });
    expect(copy.rows.flatMap((row) => row.panels).every(({ value }) => isGroup(value))).toBe(true);
    const taken = [generated, { id: 'www', name: 'www' }];
    expect(nameForCopy(generated, (name) => dashboardNameFault(name, taken) !== null)).toBe('www 2');
    expect(dashboardNameFault('Hosts www', taken)).toBe('Its address would be that of Hosts: www: /trends/hosts-www.');
    expect(dashboardNameFault('WWW', taken)).toBe('Its address would be that of www: /trends/www.');
    expect(dashboardNameFault('Explore', taken)).toMatch(/^Its address would be that of Explore/);
    expect(dashboardNameFault('www', taken)).toBe('There is a dashboard of this name already.');
    expect(dashboardNameFault(' ', taken)).toBe('A name is needed.');
    expect(dashboardNameFault('a/b', taken)).toMatch(/^Up to 64 letters/);
    expect(dashboardNameFault('users', taken)).toBeNull();
  });
});
