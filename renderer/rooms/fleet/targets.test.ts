import { expect, it } from 'vitest';
import type { DeskState, HostView, PushSummary } from '../../../shared/contract/state';
import { stateOf, type HostRow } from './host-rows';
import { targetsOf } from './targets';

const live = '4f2c91e07c0f-1f2e3d4c';
const row = (id: string, change: Partial<HostView> = {}): HostRow => {
  const view: HostView = {
    host: id,
    type: 'www',
    connection: 'connected',
    error: null,
    linked: live,
    running: live,
    readAt: 1,
    latencyMs: 1,
    releases: [live],
    freeBytes: 41e9,
    out: null,
    failures: 0,
    ...change,
  };
  const state = stateOf(view, { release: live, active: false, row: undefined, now: 1 });
  return { kind: 'host', id, view, drifts: false, staged: [], ...state };
};
const rows = [
  row('www-1'),
  row('www-2', { linked: 'other-1', running: 'other-1' }),
  row('www-3', { linked: 'other-1', out: { by: 'Mara', at: 1, reason: 'disk' } }),
  row('www-4', { linked: null, running: null, connection: 'lost' }),
];
const desk: Pick<DeskState, 'push' | 'recent' | 'lock'> = {
  push: null,
  recent: [{ id: 'r-1', release: live, state: 'done' } as PushSummary],
  lock: { state: 'free', by: null, desk: null, push: null, reason: null, since: null, ours: false, kind: null, readAt: 1 },
};

it('with no host chosen brings back all that drift, examines all, and wants to be told of the rest', () => {
  const { converge, doctor, takeOut, putBack, prune } = targetsOf(desk, rows, new Set());
  expect(converge).toEqual({ hosts: ['www-2'], label: 'Bring www-2 to 4f2c91e', whyNot: null });
  expect(doctor).toMatchObject({ label: 'Examine all 4 hosts', whyNot: null });
  for (const one of [takeOut, putBack, prune]) expect(one.whyNot).toBe('no host is chosen');
});

it('names the act and counts only the hosts that it would change', () => {
  const all = targetsOf(desk, rows, new Set(rows.map((one) => one.id)));
  expect(all.converge).toMatchObject({ hosts: ['www-2', 'www-4'], label: 'Bring 2 hosts to 4f2c91e' });
  expect(all.takeOut).toMatchObject({ hosts: ['www-1', 'www-2', 'www-4'], label: 'Take 3 hosts out of service…' });
  expect(all.putBack).toMatchObject({ hosts: ['www-3'], label: 'Put www-3 back into service' });
  expect(all.prune.hosts).toHaveLength(4);
  const fine = targetsOf(desk, rows, new Set(['www-1']));
  expect(fine.converge.whyNot).toBe('it is on it already, or out of service');
  expect(fine.putBack.whyNot).toBe('in service already');
});

it('says why not: a push, a kept lock, nothing live', () => {
  const active = { id: 'r-9', state: { at: 'watching' } } as DeskState['push'];
  const chosen = new Set(['www-2']);
  expect(targetsOf({ ...desk, push: active }, rows, chosen).converge.whyNot).toBe('r-9 is under way');
  expect(targetsOf({ ...desk, push: active }, rows, chosen).takeOut.whyNot).toBeNull();
  const kept = { ...desk.lock, kind: 'kept' as const, by: 'Jonas', reason: 'database' };
  expect(targetsOf({ ...desk, lock: kept }, rows, chosen).prune.whyNot).toBe('Jonas holds the push lock: database');
  expect(targetsOf({ ...desk, recent: [] }, rows, chosen).converge.whyNot).toBe('no push of this desk is live');
});
