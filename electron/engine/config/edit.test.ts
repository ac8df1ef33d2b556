import fc from 'fast-check';
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import type { Plain, SettingsEdit } from '../../../shared/contract/settings';
import { editConfig, valueOf } from './edit';
import { editValue } from './edit-value';
import { initialConfig } from './init';

const set = (path: (string | number)[], value: Plain): SettingsEdit => ({ path, value });
const gone = (path: (string | number)[]): SettingsEdit => ({ path, remove: true });

function edited(text: string, ...edits: SettingsEdit[]): string {
  const made = editConfig(text, edits);
  if (!made.ok) throw new Error(made.why);
  return made.text;
}

const shop = `# The shop's fleet. Ask Mara before you touch it.
name: shop   # shown everywhere

push:
  # two phases are enough for us
  phases: [ { hosts: 5%, watch: 3m }, { hosts: 100%, watch: 5m } ]
  batch: 10%            # of each type
  before: |
    ./migrate.sh
    ./say "done"

gauges:
  # php errors: learned the hard way, see incident 14
  - name: php errors
    metric: rate(app_errors_total[1m])   # per host
    limit: "> 5"          # of a host, a second
    change: { up: 50%, at_least: 0.2 }

    severity: critical

  # load
  - name: "load"
    metric: 'node_load1'
    limit: ">= 6"
  # the last words
`;

describe('edits of capstan.yaml', () => {
  it.each<[string, SettingsEdit[], [string, string][]]>([
    ['a limit, with quotes and comment', [set(['gauges', 0, 'limit'], '> 7')], [['limit: "> 5" ', 'limit: "> 7" ']]],
    [
      'a longer limit, the comment in its column',
      [set(['gauges', 0, 'limit'], '> 5.25')],
      [['limit: "> 5"          #', 'limit: "> 5.25"       #']],
    ],
    ['single quotes', [set(['gauges', 1, 'metric'], "it's")], [["'node_load1'", "'it''s'"]]],
    ['a plain word that needs quotes now', [set(['name'], '> 5')], [['name: shop   #', 'name: "> 5"  #']]],
    ['a number for a share', [set(['push', 'batch'], 3)], [['batch: 10%            #', 'batch: 3              #']]],
    ['inside brackets', [set(['push', 'phases', 0, 'watch'], '10m')], [['watch: 3m', 'watch: 10m']]],
    [
      'a new item in brackets',
      [set(['push', 'phases', 2], { hosts: 3, watch: '1s' })],
      [['watch: 5m } ]', 'watch: 5m }, { hosts: 3, watch: 1s } ]']],
    ],
    [
      'a list of groups that hold lists, in lines of its own',
      [set(['dashboards'], [{ name: 'a', rows: [{ panels: [{ title: 'b', metric: 'c' }] }] }])],
      [
        [
          '  # the last words\n',
          '  # the last words\ndashboards:\n  - name: a\n    rows:\n      - panels: [ { title: b, metric: c } ]\n',
        ],
      ],
    ],
    [
      'an item more than a line of brackets has room for',
      [set(['push', 'phases', 2], { hosts: '100%', watch: '30m', note: 'this phase is long enough for three of them' })],
      [
        [
          'phases: [ { hosts: 5%, watch: 3m }, { hosts: 100%, watch: 5m } ]',
          'phases:\n    - { hosts: 5%, watch: 3m }\n    - { hosts: 100%, watch: 5m }\n    - { hosts: 100%, watch: 30m, note: this phase is long enough for three of them }',
        ],
      ],
    ],
    ['an item of brackets less', [gone(['push', 'phases', 0])], [['{ hosts: 5%, watch: 3m }, ', '']]],
    ['a key of brackets less', [gone(['gauges', 0, 'change', 'at_least'])], [['50%, at_least: 0.2', '50%']]],
    ['a new key', [set(['gauges', 1, 'unit'], 'ms')], [['">= 6"\n', '">= 6"\n    unit: ms\n']]],
    [
      'a new key that holds a group',
      [set(['gauges', 1, 'change', 'up'], '50%')],
      [['">= 6"\n', '">= 6"\n    change: { up: 50% }\n']],
    ],
    ['a key less', [gone(['gauges', 0, 'severity'])], [['    severity: critical\n', '']]],
    ['the first key behind a dash', [gone(['gauges', 1, 'name'])], [['  - name: "load"\n    metric', '  - metric']]],
    [
      'an item less, with the comment above it',
      [gone(['gauges', 1])],
      [['  # load\n  - name: "load"\n    metric: \'node_load1\'\n    limit: ">= 6"\n', '']],
    ],
    [
      'a text of lines',
      [set(['push', 'before'], './one.sh\n./two.sh\n')],
      [['    ./migrate.sh\n    ./say "done"\n', '    ./one.sh\n    ./two.sh\n']],
    ],
    ['one line for many', [set(['push', 'before'], './one.sh')], [['|\n    ./migrate.sh\n    ./say "done"\n', './one.sh\n']]],
    [
      'a key of a group that is not there',
      [set(['push', 'keep_releases', 'last'], 3)],
      [['"done"\n', '"done"\n  keep_releases: { last: 3 }\n']],
    ],
    ['a group at the end of the file', [set(['links', 'graphs'], 'https://g.example.com/?h={host}')], [['words\n', 'words\n']]],
  ])('change %s', (_, edits, replacements) => {
    const made = edited(shop, ...edits);
    const wanted = replacements.reduce((text, [from, to]) => (expect(text).toContain(from), text.replace(from, to)), shop);
    if (replacements.some(([from, to]) => from !== to)) expect(made).toBe(wanted);
    else
      expect(made.split('\n').filter((line) => !shop.includes(line))).toEqual([
        'links: { graphs: "https://g.example.com/?h={host}" }',
      ]);
  });

  it('adds a gauge as the others are written', () => {
    const made = edited(
      shop,
      set(['gauges', 2], { name: 'sign-ups', metric: 'rate(signups_total[1m])', limit: '< 1', types: ['www'] }),
    );
    expect(made).toBe(
      shop.replace(
        '">= 6"\n',
        '">= 6"\n  - name: sign-ups\n    metric: rate(signups_total[1m])\n    limit: "< 1"\n    types: [ www ]\n',
      ),
    );
  });

  it('moves gauges with their lines and the comments above them', () => {
    const value = valueOf(shop) as { gauges: Plain[] };
    const made = edited(shop, set(['gauges'], value.gauges.toReversed()));
    expect(made.slice(made.indexOf('gauges:'))).toBe(`gauges:
  # load
  - name: "load"
    metric: 'node_load1'
    limit: ">= 6"

  # php errors: learned the hard way, see incident 14
  - name: php errors
    metric: rate(app_errors_total[1m])   # per host
    limit: "> 5"          # of a host, a second
    change: { up: 50%, at_least: 0.2 }

    severity: critical
  # the last words
`);
  });

  it('keeps a mark of byte order, and line ends as they are', () => {
    const text = `\ufeff${shop.replaceAll('\n', '\r\n')}`;
    const made = edited(
      text,
      set(['gauges', 0, 'limit'], '> 7'),
      set(['gauges', 1, 'unit'], 'ms'),
      set(['push', 'after'], 'a\nb\n'),
    );
    expect(made.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    expect(made.startsWith('\ufeff')).toBe(true);
    expect(valueOf(made.slice(1))).toMatchObject({
      gauges: [{ limit: '> 7' }, { unit: 'ms' }],
      push: { after: expect.anything() },
    });
  });

  it('changes one place where an anchor is shared', () => {
    const text =
      'gauges:\n  - { name: a, change: &usual { up: 50%, at_least: 0.2 } } # a\n  - { name: b, change: *usual }\n  - { name: c, change: *usual }\n';
    expect(edited(text, set(['gauges', 0, 'change', 'up'], '60%'))).toBe(
      'gauges:\n  - { name: a, change: { up: 60%, at_least: 0.2 } } # a\n  - { name: b, change: &usual { up: 50%, at_least: 0.2 } }\n  - { name: c, change: *usual }\n',
    );
    expect(edited(text, set(['gauges', 1, 'change', 'up'], '60%'))).toBe(
      text.replace('b, change: *usual', 'b, change: { up: 60%, at_least: 0.2 }'),
    );
    expect(valueOf(edited(text, gone(['gauges', 0])))).toEqual({
      gauges: ['b', 'c'].map((name) => ({ name, change: { up: '50%', at_least: 0.2 } })),
    });
  });

  it('understands merged keys', () => {
    const text = 'one: &one { a: 1, b: { c: 2, d: 3 } }\ntwo:\n  <<: *one\n  x: 9 # nine\n';
    expect(edited(text, set(['two', 'b', 'c'], 5))).toBe(`${text}  b: { c: 5, d: 3 }\n`);
    expect(valueOf(edited(text, gone(['two', 'a'])))).toEqual({
      one: { a: 1, b: { c: 2, d: 3 } },
      two: { b: { c: 2, d: 3 }, x: 9 },
    });
    expect(valueOf(edited(text, set(['one', 'a'], 7)))).toEqual({
      one: { a: 7, b: { c: 2, d: 3 } },
      two: { a: 1, b: { c: 2, d: 3 }, x: 9 },
    });
  });

  it.each<[string, string, SettingsEdit]>([
    ['a file of comments', '# nothing yet\n', set(['name'], 'shop')],
    ['an empty file', '', set(['push', 'batch'], 3)],
    ['a file without an end of its last line', 'a: 1\nb: 2', set(['c'], 3)],
    ['a key without a value', 'push:\nname: a\n', set(['push', 'batch'], '5%')],
    ['a key without a value, before comments', 'push:  # how\n  # batch: 5%\nname: a\n', set(['push', 'batch'], '5%')],
    ['an empty list', 'gauges: [] # none\n', set(['gauges', 0], { name: 'a', metric: 'b', limit: '> 5' })],
    ['an empty group', 'push: {}\n', set(['push', 'batch'], 3)],
    ['brackets over lines', 'a: [\n  1, # one\n  2, # two\n]\n', set(['a', 2], 3)],
    ['brackets over lines, one less', 'a: [\n  1, # one\n  2, # two\n]\n', gone(['a', 1])],
    ['a dash under its key', 'a:\n- 1\n- 2\nb: 3\n', set(['a', 2], 'x: y')],
    ['a comment behind a key', 'a: # about\n  - 1\n  - 2\nb: 3\n', set(['a'], 'none')],
    ['a question mark', '? a\n: 1\n? b\n: 2\n', set(['a'], 5)],
    ['a list within a list', 'a:\n  - - 1\n    - 2\n  - - 3\n', gone(['a', 0, 0])],
    ['folded text', 'a: >\n  one\n  two\nb: 1\n', set(['a'], 'three')],
    ['text that keeps its line ends', 'a: |+\n  one\n\n\nb: 1\n', set(['c'], 'three')],
    ['a word over two lines', 'a: one\n  two\nb: 1\n', set(['a'], 'three')],
    ['a document that says so', '---\na: 1\n...\n', set(['b'], 2)],
    ['a file of brackets', '{ a: 1, b: [ 2 ] }\n', set(['b', 1], 'x')],
    ['no ASCII', 'naïve: "ü" # ärger\n日本: 語\n', set(['日本'], '語 # kein')],
  ])('come out in %s', (_, text, edit) => {
    const before = valueOf(text) ?? null;
    expect(valueOf(edited(text, edit))).toEqual(editValue(before, edit)?.value);
  });

  it.each<[string, SettingsEdit]>([
    ['a name in a list', set(['gauges', 'first'], 1)],
    ['a place beyond the end', set(['gauges', 9], 1)],
    ['something within a word', set(['name', 'first'], 1)],
    ['another prototype', set(['__proto__', 'x'], 1)],
    ['a key without a name', set([''], 1)],
  ])('are refused for %s, and nothing is done', (_, edit) => {
    expect(editConfig(shop, [set(['name'], 'other'), edit])).toMatchObject({
      ok: false,
      edit: 1,
      why: expect.stringContaining('no place'),
    });
  });

  it('are refused where the file is no YAML', () => {
    expect(editConfig('a: [', [set(['a'], 1)])).toMatchObject({ ok: false, why: expect.stringContaining('mend it') });
  });

  it('that change nothing leave every byte', () => {
    const value = valueOf(shop) as Record<string, Plain>;
    expect(edited(shop, ...Object.entries(value).map(([key, item]) => set([key], item)), gone(['links']))).toBe(shop);
  });
});

const word = fc.oneof(
  fc.constantFrom(
    '> 5',
    'a: b',
    '# no',
    '',
    ' x ',
    'null',
    'true',
    '5',
    '1e3',
    '- a',
    '{',
    'it\'s "so"',
    '5%',
    'ü',
    '*a',
    '&b',
    '!t',
    '@',
    '`',
    'a,b',
    '[x]',
    'a #b',
    'one\ntwo',
    'one\ntwo\n',
    '\ttab',
    '\n',
    '|',
    '~',
    '0x1f',
    '.5',
    '=',
    '<<',
    'a\\b',
    '\u0007',
    '日本',
  ),
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.string({ maxLength: 12 }),
);
const leaf: fc.Arbitrary<Plain> = fc.oneof(
  word,
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.boolean(),
  fc.constant(null),
);
const key = fc
  .oneof(fc.constantFrom('name', 'limit', 'a', 'b', 'push', '5', 'x y', 'ü'), fc.string({ minLength: 1, maxLength: 6 }))
  .filter((text) => text !== '__proto__' && text !== '<<');
const { plain } = fc.letrec<{ plain: Plain }>((tie) => ({
  plain: fc.oneof(
    { depthSize: 'small' },
    leaf,
    fc.array(tie('plain'), { maxLength: 4 }),
    fc.dictionary(key, tie('plain'), { maxKeys: 5, noNullPrototype: true }),
  ),
}));

/** All places of a value. */
function places(value: Plain, path: (string | number)[] = []): (string | number)[][] {
  const inner =
    typeof value !== 'object' || value === null
      ? []
      : Array.isArray(value)
        ? value.flatMap((item: Plain, index) => places(item, [...path, index]))
        : Object.entries(value as Record<string, Plain>).flatMap(([name, item]) => places(item, [...path, name]));
  return path.length === 0 ? inner : [path, ...inner];
}

const anEdit = (value: Plain): fc.Arbitrary<SettingsEdit> => {
  const all = places(value);
  const path =
    all.length === 0
      ? key.map((name) => [name])
      : fc.oneof(
          { weight: 4, arbitrary: fc.constantFrom(...all) },
          key.map((name) => [name]),
          fc.tuple(fc.constantFrom(...all), key).map(([at, name]) => [...at, name]),
        );
  return path.chain((at) => fc.oneof({ weight: 3, arbitrary: plain.map((item) => set(at, item)) }, fc.constant(gone(at))));
};

const corpus = [
  shop,
  shop.replaceAll('\n', '\r\n'),
  initialConfig({ name: 'shop', coordinator: 'www1', types: [{ name: 'www', hosts: ['www[1-3]'], path: '/srv/shop' }] }),
  'a: &x\n  b: 1 # one\n  c: [ 1, *y0 ]\n'.replace(', *y0', '') + 'd: *x\ne:\n  <<: *x\n  f: 2\n',
  'list:\n- a # first\n\n- b\n# between\n- - c\n  - d\n-\n  e: 1\n- ? f\n  : 2\n',
  'm: {\n  # head\n  a: 1, # one\n  b: [ x, y, # why\n    z ],\n}\nn: "two\n  lines" # c\no: >-\n  folded\n\n  text\np: |2\n   kept\nq:\n',
];

describe('any edit', () => {
  it('comes out as it was meant, or is refused with a reason', () => {
    let refused = 0;
    let made = 0;
    fc.assert(
      fc.property(
        fc
          .oneof(
            fc.constantFrom(...corpus),
            plain
              .filter((value) => typeof value === 'object' && value !== null && !Array.isArray(value))
              .chain((value) =>
                fc
                  .constantFrom(2, 4)
                  .chain((indent) =>
                    fc.boolean().map((flow) => stringify(value, { indent, collectionStyle: flow ? 'flow' : 'any' })),
                  ),
              ),
          )
          .filter((text) => valueOf(text) !== undefined),
        fc.gen(),
        (text, gen) => {
          const before = valueOf(text) ?? null;
          const edit = gen(() => anEdit(before));
          const meant = editValue(before, edit);
          const answer = editConfig(text, [edit]);
          if (meant === null) expect(answer.ok).toBe(false);
          else if (answer.ok) {
            made += 1;
            expect(isDeepStrictEqual(valueOf(answer.text), meant.value)).toBe(true);
          } else refused += 1;
        },
      ),
      { numRuns: 800, seed: 14 },
    );
    // Only what no text can hold is refused.
    expect(refused / made).toBeLessThan(0.005);
  });

  it('leaves every line alone that it is not about', () => {
    const numbers = Array.from({ length: 40 }, (_, index) => index);
    const comments = (index: number) => (index % 3 === 0 ? `  # about ${index}\n` : index % 5 === 0 ? '\n' : '');
    const text = `# head\ngauges:\n${numbers.map((index) => `${comments(index)}  - name: g${index}   # ${index}\n    limit: ${index % 2 ? `"> ${index}"` : `'> ${index}'`}\n    change: {up: 5%,  at_least: ${index}}\n`).join('')}# tail\n`;
    const lines = text.split('\n');
    fc.assert(
      fc.property(
        fc.constantFrom(...numbers),
        fc.constantFrom('limit', 'name', 'change', 'unit', 'gone'),
        word,
        (index, what, value) => {
          const path: (string | number)[] = what === 'change' ? ['gauges', index, 'change', 'up'] : ['gauges', index, what];
          const edit = what === 'gone' ? gone(['gauges', index]) : set(path, value);
          const answer = editConfig(text, [edit]);
          if (!answer.ok) return;
          const after = answer.text.split('\n');
          const own = (line: string) =>
            new RegExp(`g${index}   |> ${index}["']|at_least: ${index}}`).test(line) || line === `  # about ${index}`;
          const others = lines.filter((line) => !own(line));
          let at = 0;
          for (const line of after) if (line === others[at]) at += 1;
          expect(at).toBe(others.length);
        },
      ),
      { numRuns: 150, seed: 3 },
    );
  });
});
