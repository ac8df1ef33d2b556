import { describe, expect, it } from 'vitest';
import type { Dashboard, Panel } from '../../../shared/contract/trends';
import { pageAt, wallPages } from './rotation';

const dashboard = (id: string, panels: number, generated = false): Dashboard => ({
  id,
  name: id.toUpperCase(),
  generated,
  rows: [{ title: null, panels: Array.from({ length: panels }, (_, at) => ({ id: `${id}-${at}` }) as Panel) }],
});
const all = [dashboard('shop', 6), dashboard('mail', 1), dashboard('www', 3, true)];
const turn = { everyS: 30, show: [] };
const told = (pages: ReturnType<typeof wallPages>) =>
  pages.map((one) => `${one.dashboard} ${one.part}/${one.parts}: ${one.panels.length}`);

describe('the pages of a turning wall', () => {
  it('are the dashboards of capstan.yaml, four panels at a time', () => {
    expect(told(wallPages(all, turn, 4))).toEqual(['shop 1/2: 4', 'shop 2/2: 2', 'mail 1/1: 1']);
  });

  it('are those that are told, in that order, without those that there are not', () => {
    expect(told(wallPages(all, { ...turn, show: ['www', 'gone', 'mail'] }, 4))).toEqual(['www 1/1: 3', 'mail 1/1: 1']);
    expect(wallPages(all, { ...turn, show: ['gone'] }, 4)).toEqual([]);
  });

  it('are the generated ones where there are no others, and none of an empty dashboard', () => {
    expect(told(wallPages([dashboard('www', 3, true), dashboard('bare', 0, true)], turn, 4))).toEqual(['www 1/1: 3']);
  });
});

describe('the page that it is time for', () => {
  const pages = wallPages(all, turn, 4);
  const at = (now: number, tone: Parameters<typeof pageAt>[3] = 'ok') => pageAt(pages, 30_000, now, tone)?.dashboard ?? 'fleet';

  it('goes round, the fleet first', () => {
    expect([0, 29_999, 30_000, 60_000, 90_000, 120_000].map((now) => at(now))).toEqual([
      'fleet',
      'fleet',
      'shop',
      'shop',
      'mail',
      'fleet',
    ]);
  });

  it('is the fleet while something is wrong, waits for somebody, or is under way', () => {
    for (const tone of ['crit', 'warn', 'move', 'unk'] as const) expect(at(30_000, tone)).toBe('fleet');
  });

  it('is the fleet where there is nothing else', () => {
    expect(pageAt([], 30_000, 45_000, 'ok')).toBeNull();
  });
});
