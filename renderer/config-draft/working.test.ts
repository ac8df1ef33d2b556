import { describe, expect, it } from 'vitest';
import { editConfig, valueOf } from '../../electron/engine/config/edit';
import type { Plain } from '../../shared/contract/settings';
import { textOf, typed, withField, type Group } from './plain';
import { begin, editsOf, freshGauge, moved, redo, type Working } from './working';

const push: Group = { batch: '10%', keep_releases: { last: 5 }, phases: [{ hosts: '100%', watch: '5m' }] };
const errors: Group = { name: 'errors', metric: 'errors', limit: '> 5', change: { up: '50%', at_least: 0.2 } };
const load: Group = { name: 'load', metric: 'load', limit: '> 6' };
const lag: Group = { name: 'lag', metric: 'lag', limit: '> 10' };
const file = { name: 'shop', push, gauges: [errors, load, lag] };

const forms = (value: Plain = file): Working => {
  const made = begin(value);
  if (!made) throw new Error('It cannot be shown as forms.');
  return made;
};
const edit = (working: Working, index: number, path: string[], text: string): Working => ({
  ...working,
  gauges: working.gauges.map((gauge, at) =>
    at === index ? { ...gauge, value: withField(gauge.value, path, typed(text)) } : gauge,
  ),
});
/** What the file says after the edits, as the engine makes them. */
const after = (working: Working, began: Plain = file): Plain | undefined => {
  const made = editConfig(JSON.stringify(began), editsOf(began, working));
  return made.ok ? valueOf(made.text) : undefined;
};

describe('edits', () => {
  it('are none where nothing was changed, or changed back', () => {
    expect(editsOf(file, forms())).toEqual([]);
    expect(editsOf(file, edit(edit(forms(), 0, ['limit'], '> 7'), 0, ['limit'], '> 5'))).toEqual([]);
  });

  it('name the keys that were changed, and no others', () => {
    let working = edit(forms(), 1, ['limit'], '> 7');
    working = edit(working, 0, ['change', 'at_least'], '0.5');
    working = { ...working, push: withField(working.push, ['batch'], undefined) };
    expect(editsOf(file, working)).toEqual([
      { path: ['gauges', 0, 'change'], value: { up: '50%', at_least: 0.5 } },
      { path: ['gauges', 1, 'limit'], value: '> 7' },
      { path: ['push', 'batch'], remove: true },
    ]);
  });

  it('take away what was emptied, with the group that it leaves empty', () => {
    const working = edit(edit(forms(), 0, ['change', 'up'], ''), 0, ['change', 'at_least'], ' ');
    expect(editsOf(file, working)).toEqual([{ path: ['gauges', 0, 'change'], remove: true }]);
    const without = withField(push, ['keep_releases', 'last'], undefined);
    expect(editsOf(file, { ...forms(), push: without })).toEqual([{ path: ['push', 'keep_releases'], remove: true }]);
  });

  it('make numbers of numbers, however they were typed', () => {
    expect(editsOf(file, edit(forms(), 0, ['change', 'at_least'], '0.30'))).toEqual([
      { path: ['gauges', 0, 'change'], value: { up: '50%', at_least: 0.3 } },
    ]);
    expect(typed('0.')).toBe('0.');
    expect(typed('1e999')).toBe('1e999');
  });

  it('say the whole list where gauges come, go or move', () => {
    const working = edit(forms(), 2, ['limit'], '> 12');
    const all = {
      ...working,
      gauges: [...moved(working.gauges, 'g2', -1).filter(({ id }) => id !== 'g0'), freshGauge(working.gauges)],
    };
    expect(after(all)).toEqual({
      ...file,
      gauges: [
        { name: 'lag', metric: 'lag', limit: '> 12' },
        { name: 'load', metric: 'load', limit: '> 6' },
        { name: 'gauge 1', metric: '', limit: '' },
      ],
    });
  });

  it('leave the comments of a gauge that goes with it, whatever comes in the same act', () => {
    const text = 'gauges:\n  - { name: a, metric: a }\n  # learned the hard way\n  - { name: b, metric: b }\n';
    const began = valueOf(text) ?? null;
    const working = forms(began);
    const made = editConfig(
      text,
      editsOf(began, { ...working, gauges: [...working.gauges.filter(({ id }) => id !== 'g1'), freshGauge(working.gauges)] }),
    );
    expect(made).toEqual({
      ok: true,
      text: 'gauges:\n  - { name: a, metric: a }\n  - { name: gauge 1, metric: "", limit: "" }\n',
    });
  });

  it('begin on a file without gauges and push, and none on what forms cannot show', () => {
    const bare = { name: 'shop' };
    const working = { ...forms(bare), gauges: [freshGauge([])] };
    expect(after(working, bare)).toEqual({ name: 'shop', gauges: [{ name: 'gauge 1', metric: '', limit: '' }] });
    const odds: Plain[] = ['text', null, [], { gauges: 'none' }, { gauges: ['a'] }, { push: [] }];
    for (const odd of odds) expect(begin(odd)).toBeNull();
  });
});

describe('edits made again on a file that changed meanwhile', () => {
  const mine = edit(forms(), 1, ['limit'], '> 7');

  it('find their gauge by its name, and keep what others changed', () => {
    const fresh = {
      ...file,
      gauges: [{ name: 'new', metric: 'n', limit: '> 1' }, lag, { ...load, severity: 'critical' }, errors],
    };
    const working = redo(file, mine, fresh);
    expect(working && editsOf(fresh, working)).toEqual([{ path: ['gauges', 2, 'limit'], value: '> 7' }]);
  });

  it('leave out a gauge that is gone, remove those that were removed, add those that were added', () => {
    const working = { ...mine, gauges: [...mine.gauges.filter(({ id }) => id !== 'g0'), freshGauge(mine.gauges)] };
    const fresh = { ...file, gauges: [errors, lag], push: { batch: 3 } };
    const made = redo(file, working, fresh);
    expect(made && after(made, fresh)).toEqual({
      ...file,
      push: { batch: 3 },
      gauges: [lag, { name: 'gauge 1', metric: '', limit: '' }],
    });
  });

  it('keep the order that was chosen', () => {
    const working = { ...forms(), gauges: moved(forms().gauges, 'g2', -1) };
    const fresh = { ...file, name: 'other' };
    const made = redo(file, working, fresh);
    expect(made?.gauges.map(({ value }) => value['name'])).toEqual(['errors', 'lag', 'load']);
  });

  it('cannot be where the file can no longer be shown as forms', () => {
    expect(redo(file, mine, { gauges: 'gone' })).toBeNull();
  });
});

it('shows values as text, and reads them back', () => {
  expect([textOf('> 5'), textOf(3), textOf(false), textOf(null), textOf(undefined), textOf(['a', 'b']), textOf({ a: 1 })]).toEqual([
    '> 5',
    '3',
    'false',
    '',
    '',
    'a, b',
    '{"a":1}',
  ]);
  expect([typed('3'), typed('5%'), typed(''), typed('007'), typed('-0')]).toEqual([3, '5%', undefined, '007', '-0']);
});
