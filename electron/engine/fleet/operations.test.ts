import { describe, expect, it } from 'vitest';
import type { HostOperation } from '../../../shared/contract/fleet';
import { lastLines } from './operate';
import { createOperations } from './operations';

const done = (at: number, step: string, ok = true, output = ''): HostOperation => ({
  at,
  step,
  push: null,
  ok,
  tookMs: 1,
  code: ok ? 0 : 1,
  output,
});

describe('operations', () => {
  it('are kept newest first, and no more than fifty', () => {
    const operations = createOperations();
    for (let at = 1; at <= 60; at += 1) operations.add('www-1', done(at, 'stage'));
    expect(operations.of('www-1')).toHaveLength(50);
    expect(operations.of('www-1')[0]?.at).toBe(60);
    expect(operations.of('www-1').at(-1)?.at).toBe(11);
    expect(operations.of('www-2')).toEqual([]);
  });

  it('do not drown in what the clock takes: one reading that went well, one of each failure', () => {
    const operations = createOperations();
    operations.add('www-1', done(1, 'switch', false, 'exit 3'));
    for (let at = 2; at <= 90; at += 1) operations.add('www-1', done(at, 'read'));
    for (let at = 91; at <= 99; at += 1) operations.add('www-1', done(at, 'read', false, 'no answer'));
    operations.add('www-1', done(100, 'read', false, 'no space'));
    expect(operations.of('www-1').map((one) => [one.at, one.step, one.ok])).toEqual([
      [100, 'read', false],
      [99, 'read', false],
      [90, 'read', true],
      [1, 'switch', false],
    ]);
  });

  it('count the failures since the last step that did not fail', () => {
    const operations = createOperations();
    const failures = [true, false, false, false, true, false].map((ok, at) => operations.add('www-1', done(at, 'read', ok)));
    expect(failures).toEqual([0, 1, 2, 3, 0, 1]);
  });
});

describe('the last lines of an output', () => {
  it('are few, short and without empty ones', () => {
    expect(lastLines('a\n\nb\n')).toBe('a\nb');
    const many = lastLines(Array.from({ length: 500 }, (_, line) => `line ${line}`).join('\n'));
    expect(many.split('\n')).toHaveLength(20);
    expect(many.endsWith('line 499')).toBe(true);
    expect(lastLines('x'.repeat(1 << 20))).toHaveLength(1500);
  });
});
