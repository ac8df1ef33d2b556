import { expect, it } from 'vitest';
import type { DeskState, GaugeView } from '../../shared/contract/state';
import { createHistory } from './history/history';
import { openHistory } from './history/database';
import { createCheckRecorder } from './record-checks';

const gauge = (value: number | null, readAt: number): GaugeView =>
  ({ name: 'php errors', severity: 'critical', limit: '> 5', unit: 'per s', value, readAt }) as GaugeView;
const state = (value: number | null, readAt: number, at: 'done' | 'watching' = 'done') =>
  ({ gauges: [gauge(value, readAt)], push: { id: 'r-1', state: { at } } }) as unknown as DeskState;

it('remembers when a check is certainly bad and when it is well again, also over a restart, and nothing of a push', () => {
  const history = createHistory(openHistory(':memory:').db);
  let now = 0;
  const told = () => history.checks.between(0, now, 10).map(({ at, state: word, said }) => [at, word, said]);
  const record = createCheckRecorder(history, () => now);
  record(state(1, (now = 10)));
  record(state(9, (now = 20)));
  record(state(1, (now = 30)));
  expect(told()).toEqual([]);
  record(state(9, (now = 40)));
  record(state(8, (now = 50)));
  record(state(8, (now = 60)));
  const bad = [50, 'CRITICAL', '8 per s, limit > 5.'];
  expect(told()).toEqual([bad]);
  // What cannot be read, or belongs to a push, is no change.
  record(state(null, (now = 70)));
  record(state(1, (now = 80), 'watching'));
  expect(told()).toEqual([bad]);
  const again = createCheckRecorder(history, () => now);
  again(state(9, (now = 90)));
  again(state(9, (now = 100)));
  expect(told()).toEqual([bad]);
  again(state(1, (now = 110)));
  expect(told()).toEqual([[110, 'OK', ''], bad]);
  history.close();
});
