import { expect, it } from 'vitest';
import type { DoctorRow } from '../../../shared/contract/state';
import { checkRows, wellHosts } from './doctor-rows';

const check = (name: DoctorRow['checks'][number]['name'], state: DoctorRow['checks'][number]['state'], said = 'x') => ({
  name,
  state,
  said,
  todo: state === 'ok' ? null : 'mend it',
});
const rows: DoctorRow[] = [
  { host: 'www-1', type: 'www', checks: [check('reachable', 'ok'), check('disk', 'warning')] },
  { host: 'www-2', type: 'www', checks: [check('reachable', 'critical', 'no answer'), check('disk', 'unknown', 'not reached')] },
  { host: 'www-3', type: 'www', checks: [check('reachable', 'ok')] },
];

it('shows what is to be done, worst first, and each cause once', () => {
  const sources = [
    { source: 'counters', by: 'memcached', state: 'ok', said: '3 samples', todo: null },
    { source: 'prometheus', by: 'promql', state: 'critical', said: 'It answers 401.', todo: 'mend it' },
  ] as const;
  expect(checkRows(rows, sources, false).map((row) => [row.of, row.check, row.state])).toEqual([
    ['www-2', 'reachable', 'critical'],
    ['prometheus', 'promql', 'critical'],
    ['www-1', 'disk', 'warning'],
  ]);
  expect(checkRows(rows, sources, true)).toHaveLength(7);
  expect(wellHosts(rows)).toBe(1);
});
