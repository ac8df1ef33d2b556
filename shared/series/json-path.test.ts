import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { labelsOfPath, parseJsonPath, readJsonPath } from './json-path';

/** The numbers at a path, as `label=… value`. */
function read(json: string, text: string, most = 100): string[] {
  const parsed = parseJsonPath(text);
  if (!parsed.ok) throw new Error(parsed.message);
  return readJsonPath(JSON.parse(json), parsed.path, most).found.map(({ labels, value }) =>
    [...Object.entries(labels).map(([name, label]) => `${name}=${label}`), String(value)].join(' '),
  );
}

describe('a path', () => {
  const page = `{ "users": { "active": 12, "by plan": { "pro": 3, "free": 9 } }, "shards": [ { "queue": 4 }, { "queue": null }, { "queue": 6 } ],
    "requests/s": 1.5, "a.b": { "": 7 }, "0": 8 }`;

  it.each([
    ['users.active', ['12']],
    ['["users"]["active"]', ['12']],
    ['users["by plan"].pro', ['3']],
    ['["requests/s"]', ['1.5']],
    ['["a.b"][""]', ['7']],
    ['0', ['8']],
    ['shards[2].queue', ['6']],
    ['shards[*].queue', ['key=0 4', 'key=2 6']],
    ['shards[*shard].queue', ['shard=0 4', 'shard=2 6']],
    ['users["by plan"][*plan]', ['plan=pro 3', 'plan=free 9']],
    ['[*a][*b].queue', ['a=shards b=0 4', 'a=shards b=2 6']],
  ])('%s finds its numbers', (path, numbers) => expect(read(page, path)).toEqual(numbers));

  it.each([
    'users',
    'users.none',
    'shards',
    'shards[9].queue',
    'shards.queue',
    'shards[1].queue',
    'users[0]',
    'users.active.more',
    'toString',
    'constructor.length',
  ])('%s is not there: no number, and no fault', (path) => expect(read(page, path)).toEqual([]));

  it.each([
    ['', 0, 'the path is empty'],
    ['a..b', 2, 'expected a key'],
    ['a.', 2, 'the path ends with a dot'],
    ['.a', 0, 'expected a key'],
    ['a b', 1, 'expected a dot or a bracket'],
    ['a[-1]', 1, 'expected [0]'],
    ['a[01]', 1, 'expected [0]'],
    ['a[', 1, 'expected [0]'],
    ['a["x]', 1, 'expected [0]'],
    ['a["\\x"]', 2, 'this is not a JSON string'],
    ['a[*b c]', 1, 'this is not a label'],
    ['a[*__name__]', 1, 'this is not a label'],
    ['a[*][*]', 4, 'two labels "key"'],
    ['a.'.repeat(32) + 'a', 63, 'more than 32 steps'],
    ['a'.repeat(501), 500, 'longer than 500'],
  ])('%j is none, and says where', (path, at, message) => {
    const parsed = parseJsonPath(path);
    expect(parsed).toMatchObject({ ok: false, at });
    expect(!parsed.ok && parsed.message).toContain(message);
  });

  it('says which labels it makes', () => {
    const parsed = parseJsonPath('a[*x].b[*]');
    expect(parsed.ok && labelsOfPath(parsed.path)).toEqual(['x', 'key']);
  });
});

describe('numbers', () => {
  it('are taken from text, true and false as well; large ones are rounded, larger ones than a double are none', () => {
    const page =
      '{ "a": "12.5", "b": true, "c": false, "d": 9007199254740993, "e": 1e999, "f": "1e999", "g": "NaN", "h": "0x10", "i": "", "j": -0.5 }';
    expect(read(page, '[*]')).toEqual(['key=a 12.5', 'key=b 1', 'key=c 0', 'key=d 9007199254740992', 'key=j -0.5']);
  });

  it('are cut off where there are too many, which is said', () => {
    const parsed = parseJsonPath('[*]');
    const { found, more } = readJsonPath([1, 2, 3], parsed.ok ? parsed.path : [], 2);
    expect([found.length, more]).toEqual([2, true]);
    const wide = Array.from({ length: 200_000 }, () => null);
    expect(readJsonPath(wide, parsed.ok ? parsed.path : [], 2)).toEqual({ found: [], more: true });
  });

  it('do not come from what every object inherits', () => {
    expect(read('{ "__proto__": { "x": 3 } }', '["__proto__"].x')).toEqual(['3']);
    expect(read('{}', '["__proto__"][*]')).toEqual([]);
    const parsed = parseJsonPath('[*]');
    const [first] = readJsonPath(JSON.parse('{ "__proto__": 5 }'), parsed.ok ? parsed.path : [], 9).found;
    expect(first?.labels.key).toBe('__proto__');
  });

  it('are read from any JSON by any text without a fault', () => {
    const text = fc.oneof(
      fc.string(),
      fc.array(fc.constantFrom('a', '.', '[', ']', '*', '0', '"', '\\', 'b'), { maxLength: 20 }).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(fc.jsonValue(), text, (root, path) => {
        const parsed = parseJsonPath(path);
        if (parsed.ok) for (const { value } of readJsonPath(root, parsed.path, 50).found) expect(Number.isFinite(value)).toBe(true);
      }),
    );
  });

  it('are found 50,000 levels deep only as far as the path goes', () => {
    const deep: unknown = JSON.parse('['.repeat(50_000) + ']'.repeat(50_000));
    const parsed = parseJsonPath('[0]'.repeat(32));
    expect(readJsonPath(deep, parsed.ok ? parsed.path : [], 5).found).toEqual([]);
  });
});
