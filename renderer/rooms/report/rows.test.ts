import { describe, expect, it } from 'vitest';
import type { HostReading } from '../../../shared/judge/types';
import { arrange, firstOrder, nextOrder } from './rows';

const row = (host: string, post: number | null, change: Partial<HostReading> = {}): HostReading => ({
  host,
  type: 'www',
  group: 'comparator',
  verdict: 'ok',
  reason: '',
  pre: 1,
  post,
  delta: post === null ? null : post - 1,
  ratio: post === null ? null : post - 1,
  samples: 5,
  ...change,
});
const hosts = [
  row('www-10', 3),
  row('www-2', null),
  row('www-1', 9, { verdict: 'regressed', group: 'switched', reason: 'over on 2 samples' }),
  row('chat-1', 4, { type: 'chat' }),
];
const names = (rows: readonly HostReading[]) => rows.map((one) => one.host);

describe('arrange', () => {
  it('opens with the worst, then the greatest', () => {
    expect(names(arrange({ hosts }, '', firstOrder))).toEqual(['www-1', 'chat-1', 'www-10', 'www-2']);
  });

  it('sorts numbers with what is missing last, both ways', () => {
    expect(names(arrange({ hosts }, '', { by: 'post', down: true })).at(-1)).toBe('www-2');
    expect(names(arrange({ hosts }, '', { by: 'post', down: false }))).toEqual(['www-10', 'chat-1', 'www-1', 'www-2']);
  });

  it('sorts host names as people count', () => {
    expect(names(arrange({ hosts }, 'www', { by: 'host', down: false }))).toEqual(['www-1', 'www-2', 'www-10']);
  });

  it('filters by every word, wherever it stands', () => {
    expect(names(arrange({ hosts }, 'switched over', firstOrder))).toEqual(['www-1']);
    expect(arrange({ hosts }, 'nothing like it', firstOrder)).toEqual([]);
  });
});

it('turns round on a second press', () => {
  const once = nextOrder(firstOrder, 'post');
  expect(once).toEqual({ by: 'post', down: true });
  expect(nextOrder(once, 'post').down).toBe(false);
  expect(nextOrder(firstOrder, 'host').down).toBe(false);
});
