import { describe, expect, it } from 'vitest';
import { BROKEN } from './broken-files';
import { DESK, EXAMPLE, faultsOf, placeOf, SMALL } from './fixtures';
import { parseConfig } from './parse-config';
import type { ParseOptions } from './parse-config';

describe('a broken file', () => {
  it.each(BROKEN)('$put: $message', ({ cut, put, at, text, path, message, hint }) => {
    expect(EXAMPLE).toContain(cut);
    const broken = EXAMPLE.replace(cut, put);
    const found = faultsOf(broken).find((fault) => fault.message === message);
    const expected = { ...placeOf(broken, at), text, path, message, hint: found?.hint };
    expect(found, JSON.stringify(faultsOf(broken), null, 1)).toEqual(expected);
    if (hint.endsWith('…')) expect(found?.hint.startsWith(hint.slice(0, -1).trim()), found?.hint).toBe(true);
    else if (hint.startsWith('…')) expect(found?.hint).toContain(hint.slice(1).trim());
    else expect(found?.hint).toBe(hint);
  });

  it('names all that is wrong, in the order of the file', () => {
    const broken = EXAMPLE.replace('port: 22', 'port: ten')
      .replace('phases:', 'phasess:')
      .replace('severity: critical', 'severity: bad');
    expect(faultsOf(broken).map(({ line, path }) => `${String(line)} ${path}`)).toEqual([
      '5 fleet.ssh.port',
      '29 push.phasess',
      '46 gauges[0].severity',
    ]);
  });

  it.each([
    ['', 'the file is empty'],
    ['# only a comment\n', 'the file is empty'],
    ['shop', '"shop" is not a group of keys'],
    ['[ a ]', 'a list is not a group of keys'],
  ])('%j is none', (text, message) => {
    expect(faultsOf(text)).toMatchObject([{ line: 1, message }]);
  });

  it('says what an expression should be, at its place', () => {
    const checkExpression: ParseOptions['checkExpression'] = (text) => {
      const column = text.indexOf('!!') + 1;
      return column > 0 ? { ok: false, at: { line: 1, column, text: '!!' }, message: 'not expected' } : { ok: true };
    };
    const read = (metric: string): unknown => {
      const result = parseConfig(EXAMPLE.replace('rate(app_errors_total[1m])', metric), { ...DESK, checkExpression });
      return result.ok ? null : result.faults;
    };
    expect(read('app_load')).toBeNull();
    const fault = { line: 41, text: '!!', path: 'gauges[0].metric', message: 'not expected' };
    expect(read('app!!load')).toMatchObject([{ ...fault, column: 16 }]);
    expect(read('"app!!load"')).toMatchObject([{ ...fault, column: 17 }]);
    // Written with an escape, the piece has no place of its own.
    expect(read('"\\x61pp!!load"')).toMatchObject([{ ...fault, column: 13 }]);
  });

  it('checks expressions with the real parser', () => {
    expect(faultsOf(EXAMPLE.replace('rate(app_errors_total[1m])', 'rate(app_errors_total['))).toMatchObject([
      { line: 41, path: 'gauges[0].metric' },
    ]);
  });

  it('points at the anchor for what came by an alias, once', () => {
    const text = SMALL.replace(
      'www: { hosts: [ www1, www2 ], path: /srv/shop }',
      'www: { hosts: www1, path: /a, verify: &v { http: x } }\n    api: { hosts: api1, path: /a, verify: *v }',
    );
    expect(faultsOf(text)).toMatchObject([{ ...placeOf(text, 'x }'), text: 'x', message: '"x" is not an http address' }]);
  });
});
