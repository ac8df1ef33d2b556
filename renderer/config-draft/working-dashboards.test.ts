import { describe, expect, it } from 'vitest';
import { editConfig, valueOf } from '../../electron/engine/config/edit';
import type { Plain } from '../../shared/contract/settings';
import { firstFault } from './first-fault';
import { isGroup, isList, withField, type Group } from './plain';
import { begin, editsOf, redo, type Working } from './working';
import type { WorkingDashboard, WorkingPanel, WorkingRow } from './working-types';

const text = `# The shop's fleet.
name: shop

dashboards:
  # what everybody looks at first
  - name: shop
    rows:
      - title: What users see
        panels:
          # agreed with Ravi
          - title: errors    # of PHP
            metric: sum(rate(php_errors_total[1m]))
            unit: per s      # not per minute
            source: eu
          - { title: orders, metric: "sum(rate(orders_total[5m]))" }
      # the machines
      - panels:
          - title: load
            metric: node_load1   # one minute
  # nobody remembers why
  - name: old
    rows: [ { panels: [ { title: sessions, metric: sessions } ] } ]

gauges: [] # none yet
`;
const file = valueOf(text) ?? null;

const forms = (value: Plain = file): Working => {
  const made = begin(value);
  if (!made) throw new Error('It cannot be shown as forms.');
  return made;
};
const dashboardsOf = (working: Working): readonly WorkingDashboard[] => working.dashboards ?? [];
type Change = (all: readonly WorkingDashboard[]) => readonly WorkingDashboard[];
const edit = (working: Working, make: Change): Working => ({ ...working, dashboards: make(dashboardsOf(working)) });

const rowsOf =
  (name: string, make: (rows: readonly WorkingRow[]) => readonly WorkingRow[]): Change =>
  (all) =>
    all.map((one) => (one.value['name'] === name ? { ...one, rows: make(one.rows) } : one));
const panelOf = (title: string, make: (panel: WorkingPanel) => WorkingPanel | null): Change =>
  rowsOf('shop', (rows) =>
    rows.map((row) => ({
      ...row,
      panels: row.panels.flatMap((panel) => (panel.value['title'] === title ? (make(panel) ?? []) : panel)),
    })),
  );
const put = (path: string, value: Plain | undefined) => (panel: WorkingPanel) => ({
  ...panel,
  value: withField(panel.value, [path], value),
});
const added = (title: string): WorkingPanel => ({ id: `n-${title}`, from: null, value: { title, metric: 'up' } });
const add = (title: string, row = 0): Change =>
  rowsOf('shop', (rows) => rows.map((one, at) => (at === row ? { ...one, panels: [...one.panels, added(title)] } : one)));
const swapRows: Change = rowsOf('shop', (rows) => rows.toReversed());

/** The file after the edits, as the engine makes them. */
const after = (working: Working, began = text): string => {
  const made = editConfig(began, editsOf(valueOf(began) ?? null, working));
  if (!made.ok) throw new Error(made.why);
  return made.text;
};
/** Titles of the panels of a dashboard, by rows. */
const titles = (config: string, name = 'shop'): readonly (readonly Plain[])[] => {
  const value = valueOf(config);
  const all = isGroup(value) && isList(value['dashboards']) ? value['dashboards'].filter(isGroup) : [];
  const rows = all.find((one) => one['name'] === name)?.['rows'] ?? [];
  const panels = (row: Group) => (isList(row['panels']) ? row['panels'].filter(isGroup) : []);
  return isList(rows) ? rows.filter(isGroup).map((row) => panels(row).map((panel) => panel['title'] ?? null)) : [];
};

describe('edits of dashboards', () => {
  it('are none where nothing was changed', () => {
    expect(editsOf(file, forms())).toEqual([]);
    expect(after(forms())).toBe(text);
  });

  it('change one key of a panel, and its comments and unknown keys stay', () => {
    const working = edit(forms(), panelOf('errors', put('unit', 'per min')));
    expect(editsOf(file, working)).toEqual([{ path: ['dashboards', 0, 'rows', 0, 'panels', 0, 'unit'], value: 'per min' }]);
    expect(after(working)).toBe(text.replace('unit: per s      #', 'unit: per min    #'));
    const without = edit(forms(), panelOf('errors', put('unit', undefined)));
    expect(after(without)).toBe(text.replace('            unit: per s      # not per minute\n', ''));
  });

  it('move a panel within its row with its lines and comments, also when it is edited and renamed in the same act', () => {
    const renamed = edit(forms(), panelOf('errors', put('title', 'php errors')));
    const working = edit(
      renamed,
      rowsOf('shop', ([first, ...rest]) => (first ? [{ ...first, panels: first.panels.toReversed() }, ...rest] : [])),
    );
    const made = after(working);
    expect(titles(made)).toEqual([['orders', 'php errors'], ['load']]);
    for (const comment of ['# agreed with Ravi\n          - title: php errors', '# of PHP', '# not per minute', 'source: eu'])
      expect(made).toContain(comment);
  });

  it('change the order of rows, which take their comments along', () => {
    const made = after(edit(forms(), swapRows));
    expect(titles(made)).toEqual([['load'], ['errors', 'orders']]);
    expect(made).toContain('# the machines\n      - panels:');
    expect(made.split('\n').toSorted()).toEqual(text.split('\n').toSorted());
  });

  it('add a panel to a row and take one away, and touch no other line', () => {
    const made = after(
      edit(
        edit(forms(), add('up')),
        panelOf('orders', () => null),
      ),
    );
    expect(titles(made)).toEqual([['errors', 'up'], ['load']]);
    const lines = text.split('\n').filter((line) => !line.includes('title: orders'));
    expect(made.split('\n').filter((line) => !/\bup\b/.test(line))).toEqual(lines);
  });

  it('add a dashboard, one line a panel, and remove one with the comment above it', () => {
    const anew: WorkingDashboard = {
      id: 'n',
      from: null,
      value: { name: 'mine' },
      rows: [{ id: 'r', from: null, value: { title: 'All' }, panels: [added('one'), added('two')] }],
    };
    const made = after(edit(forms(), (all) => [...all.filter((one) => one.value['name'] !== 'old'), anew]));
    expect(titles(made, 'mine')).toEqual([['one', 'two']]);
    expect(made).not.toContain('nobody remembers why');
    expect(made).toContain('# what everybody looks at first\n  - name: shop\n');
    expect(made).toMatch(/ {2}- name: mine\n {4}rows:\n {6}- title: All\n {8}panels: \[ .*one.*two.* \]\n/);
  });

  it('add the first dashboard to a file that has none, and remove the last', () => {
    const bare = 'name: shop # the fleet\n';
    const working = edit(forms(valueOf(bare) ?? null), () => [
      { id: 'n', from: null, value: { name: 'mine' }, rows: [{ id: 'r', from: null, value: {}, panels: [added('one')] }] },
    ]);
    const made = after(working, bare);
    expect(made).toBe(
      'name: shop # the fleet\ndashboards:\n  - name: mine\n    rows:\n      - panels: [ { title: one, metric: up } ]\n',
    );
    const gone = edit(forms(valueOf(made) ?? null), () => []);
    expect(after(gone, made)).toBe(bare);
  });

  it('leave alone what is written in a way that cannot be shown', () => {
    for (const odd of [
      { dashboards: 'none' },
      { dashboards: [{ name: 'a', rows: 3 }] },
      { dashboards: [{ rows: [{ panels: ['a'] }] }] },
    ]) {
      expect(begin(odd)?.dashboards).toBeNull();
      expect(editsOf(odd, forms(odd))).toEqual([]);
    }
  });
});

describe('edits of dashboards made again on a file that changed meanwhile', () => {
  const again = (working: Working, fresh: string): string => {
    const made = redo(file, working, valueOf(fresh) ?? null);
    if (!made) throw new Error('It cannot be made again.');
    return after(made, fresh);
  };
  const meanwhile = text.replace(
    '          # agreed with Ravi\n',
    '          - { title: visits, metric: visits } # by Ravi\n          # agreed with Ravi\n',
  );

  it('find a panel by its title, and keep what others did', () => {
    const working = edit(forms(), panelOf('errors', put('unit', 'per min')));
    expect(again(working, meanwhile)).toBe(meanwhile.replace('unit: per s      #', 'unit: per min    #'));
  });

  it('add, remove and rename in the dashboard that others changed too', () => {
    let working = edit(forms(), add('up'));
    working = edit(
      working,
      panelOf('orders', () => null),
    );
    working = edit(working, (all) => all.map((one, at) => (at === 0 ? { ...one, value: { name: 'the shop' } } : one)));
    expect(titles(again(working, meanwhile), 'the shop')).toEqual([['visits', 'errors', 'up'], ['load']]);
  });

  it('keep the order that was chosen, with what others added behind it', () => {
    expect(titles(again(edit(forms(), swapRows), meanwhile))).toEqual([['load'], ['errors', 'orders', 'visits']]);
  });

  it('leave out what others took away', () => {
    const fresh = text.replace('          - { title: orders, metric: "sum(rate(orders_total[5m]))" }\n', '');
    const working = edit(edit(forms(), panelOf('orders', put('kind', 'bars'))), add('up', 1));
    expect(titles(again(working, fresh))).toEqual([['errors'], ['load', 'up']]);
    const gone = text.replace('name: shop\n    rows', 'name: other\n    rows');
    expect(titles(again(working, gone), 'other')).toEqual([['errors', 'orders'], ['load']]);
  });

  it('cannot be where the dashboards are written in another way now; other edits can', () => {
    const odd = 'name: shop\ndashboards: none\n';
    expect(redo(file, edit(forms(), add('up')), valueOf(odd) ?? null)).toBeNull();
    expect(redo(file, { ...forms(), push: { batch: 3 } }, valueOf(odd) ?? null)?.push).toEqual({ batch: 3 });
  });

  it('put a new panel of a row that is gone into a row of its own', () => {
    const fresh = text.replace(/ {6}# the machines\n.*\n.*\n.*\n/, '');
    expect(titles(fresh)).toEqual([['errors', 'orders']]);
    expect(titles(again(edit(forms(), add('up', 1)), fresh))).toEqual([['errors', 'orders'], ['up']]);
  });
});

describe('what is wrong with dashboards', () => {
  const faultOf = (make: Change): string | null => firstFault({ ...forms(), gauges: [], dashboards: make(dashboardsOf(forms())) });

  it('is said before the engine is asked', () => {
    expect(faultOf((all) => all)).toBeNull();
    const named =
      (name: string): Change =>
      (all) =>
        all.map((one, at) => (at === 1 ? { ...one, value: { name } } : one));
    expect(faultOf(named('shop'))).toBe('There are two dashboards named shop.');
    expect(faultOf(named('a/b'))).toMatch(/^a\/b: Up to 64 letters/);
    expect(faultOf(rowsOf('old', () => []))).toBe('old: a dashboard needs a panel.');
    expect(faultOf(panelOf('load', put('title', ' ')))).toBe('shop, a panel: A title is needed.');
    expect(faultOf(panelOf('load', put('metric', 'rate(')))).toMatch(/^shop, load: The expression ends too early, column 6/);
    expect(faultOf(panelOf('load', put('metric', undefined)))).toBe('shop, load: An expression is needed.');
  });
});
