import { describe, expect, it } from 'vitest';
import { anywhere } from './trends/place';
import { formatRoute, parseRoute, slug, type Route } from './route';

describe('addresses', () => {
  it('are read back as they were written', () => {
    const routes: readonly Route[] = [
      { room: 'push', plan: null },
      { room: 'push', plan: 'feature/odd name' },
      { room: 'report', push: 'r-12', phase: 0, gauge: 'php_errors' },
      { room: 'report', push: 'r-2031', phase: null, gauge: null },
      { room: 'trends', ...anywhere },
      { room: 'trends', ...anywhere, dashboard: 'the shop', time: { last: '1h' }, panel: 'php errors', compare: 'week' },
      { room: 'trends', ...anywhere, dashboard: 'www', time: { fromMs: 1_763_700_000_000, toMs: 1_763_700_061_000 } },
      { room: 'trends', ...anywhere, explore: true, expression: 'up', source: 'promql prometheus.example.com/eu' },
      { room: 'trends', ...anywhere, explore: true, expression: 'sum by (host) (rate(x_total{a="b&c"}[5m]))' },
      { room: 'fleet', host: null },
      { room: 'fleet', host: null, filter: { text: 'www 4&5', type: 'shard master', state: 'critical' } },
      { room: 'fleet', host: null, filter: { text: '', type: null, state: 'ok' } },
      { room: 'fleet', host: '[2001:db8::1]:2222' },
      { room: 'settings', section: 'limits', gauge: 'php_errors' },
      { room: 'settings', section: 'backups', gauge: null },
      { room: 'setup' },
      { room: 'wall', turn: null },
      { room: 'wall', turn: { everyS: 30, show: [] } },
      { room: 'wall', turn: { everyS: 60, show: ['shop', 'mail & more'] } },
    ];
    for (const route of routes) {
      const url = new URL(formatRoute(route), 'http://127.0.0.1');
      expect(parseRoute(url.pathname, url.search)).toEqual(route);
    }
  });

  it('lead to the push room from /, and nowhere when they are wrong', () => {
    expect(parseRoute('/', '')).toEqual({ room: 'push', plan: null });
    expect(parseRoute('/push/r-x/report', '').room).toBe('none');
    expect(parseRoute('/push/%E0%A4%A/report', '').room).toBe('none');
    expect(parseRoute('/fleet/www-1/more', '').room).toBe('none');
    expect(parseRoute('/settings/elsewhere', '').room).toBe('none');
    expect(parseRoute('/trends/www/more', '').room).toBe('none');
    expect(parseRoute('/fleet', '?text=&type=')).toEqual({ room: 'fleet', host: null });
    expect(parseRoute('/wall/2', '').room).toBe('none');
    for (const every of ['4', '1e9', 'soon', ''])
      expect(parseRoute('/wall', `?every=${every}`)).toEqual({ room: 'wall', turn: null });
    expect(parseRoute('/settings', '')).toEqual({ room: 'settings', section: 'limits', gauge: null });
    expect(parseRoute('/push/r-1/report', '?phase=-1')).toMatchObject({ phase: null });
  });

  it('name gauges without spaces', () => {
    expect(slug('php errors')).toBe('php_errors');
  });
});
