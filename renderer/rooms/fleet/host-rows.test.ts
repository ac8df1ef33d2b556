import { describe, expect, it } from 'vitest';
import type { HostView, PushView } from '../../../shared/contract/state';
import { headline } from './headline';
import { createHostRows, hostRows, readLateMs, typeRows, type FleetState } from './host-rows';

const live = '4f2c91e07c0f-1f2e3d4c';
const other = '9b3d07a5c1a0-a1b2c3d4';
const now = 1_000_000;

const view = (host: string, change: Partial<HostView> = {}): HostView => ({
  host,
  type: host.split('-')[0] ?? '',
  connection: 'connected',
  error: null,
  linked: live,
  running: live,
  readAt: now - 1000,
  latencyMs: 2,
  releases: [live, other],
  freeBytes: 41e9,
  out: null,
  failures: 0,
  ...change,
});

function fleet(change: Readonly<Record<string, Partial<HostView>>>, push: PushView | null = null): FleetState {
  const hosts = ['www-1', 'www-2', 'www-10', 'chat-1'];
  return {
    types: [
      { name: 'www', hosts: ['www-1', 'www-2', 'www-10'] },
      { name: 'chat', hosts: ['chat-1'] },
    ],
    hosts: Object.fromEntries(hosts.map((host) => [host, view(host, change[host])])),
    push,
    live: { release: live, revision: null, since: null, hostsOnIt: 4, hosts: 4, connected: 4, readAt: now, releases: [] },
  };
}

const say = (state: FleetState) => {
  const { sentence, rest } = headline(state, hostRows(state, now));
  return [sentence, ...rest];
};
const of = (state: FleetState, host: string) => hostRows(state, now).find((row) => row.id === host);

describe('the rows of hosts', () => {
  it('stand in the order of the configuration, the worst on top', () => {
    const state = fleet({
      'www-2': { linked: other, running: other },
      'www-10': { connection: 'lost', error: 'no answer', linked: null, running: null },
      'chat-1': { running: other },
    });
    expect(hostRows(state, now).map((row) => [row.id, row.level, row.word])).toEqual([
      ['chat-1', 'critical', 'runs another'],
      ['www-10', 'unknown', 'not reached'],
      ['www-2', 'warning', 'another release'],
      ['www-1', 'ok', 'live'],
    ]);
    expect(of(state, 'www-2')).toMatchObject({ drifts: true, staged: [live], why: 'linked 9b3d07a, not 4f2c91e' });
  });

  it('say all that is wrong, and what is old is not well', () => {
    expect(of(fleet({ 'www-1': { error: '/healthz answers 500', freeBytes: 1e6, failures: 2 } }), 'www-1')).toMatchObject({
      level: 'critical',
      word: 'not well',
      why: '/healthz answers 500; 977 KiB free',
    });
    expect(of(fleet({ 'www-1': { failures: 2 } }), 'www-1')).toMatchObject({ word: 'failing', why: 'the last 2 steps failed' });
    expect(of(fleet({ 'www-1': { readAt: now - readLateMs } }), 'www-1')).toMatchObject({ level: 'unknown', word: 'stale' });
    expect(of(fleet({ 'www-1': { readAt: null, linked: null, releases: null } }), 'www-1')).toMatchObject({ word: 'not read yet' });
    expect(of(fleet({ 'www-1': { running: null } }), 'www-1')).toMatchObject({ level: 'ok', word: 'unproven' });
  });

  it('put a host that a person has taken out aside, whatever else is wrong with it', () => {
    const out = { by: 'Mara', at: 1, reason: 'disk' };
    const state = fleet({ 'www-1': { out, connection: 'lost', error: 'no answer', linked: null, running: null } });
    expect(of(state, 'www-1')).toMatchObject({ level: 'out', why: 'by Mara: disk; no answer', drifts: false });
    expect(say(state)).toEqual(['3 hosts on 4f2c91e', '1 host is out of service: www-1']);
  });

  it('take no drift for a fault while a push explains it', () => {
    const push = { id: 'r-2', release: other, revision: other, state: { at: 'watching' }, hosts: [] } as unknown as PushView;
    const state = fleet({ 'www-2': { linked: other, running: other } }, push);
    expect(of(state, 'www-2')).toMatchObject({ level: 'ok', drifts: false });
    expect(say(state)).toEqual(['r-2 is under way: 1 of 4 hosts are on 9b3d07a']);
  });

  it('are the same objects while they say the same', () => {
    const rowsOf = createHostRows();
    const state = fleet({});
    const first = rowsOf(state, now, false);
    const read = {
      ...state,
      hosts: { ...state.hosts, 'www-1': view('www-1', { readAt: now, latencyMs: 7, releases: [live, other] }) },
    };
    expect(rowsOf(read, now + 1, false)).toBe(first);
    const second = rowsOf(read, now + 1, true);
    expect(first.map((row, index) => row === second[index])).toEqual([false, true, true, true]);
    const failed = { ...read, hosts: { ...read.hosts, 'chat-1': view('chat-1', { failures: 1 }) } };
    expect(rowsOf(failed, now + 2, false).find((row) => row.id === 'chat-1')?.word).toBe('failing');
  });
});

describe('the row of a type', () => {
  it('names the fleet’s release first where as many hosts have another', () => {
    const state = fleet({ 'www-1': { linked: other }, 'www-10': { linked: null } });
    const [www] = typeRows(state, hostRows(state, now));
    expect(www?.releases).toEqual([
      { release: live, hosts: 1 },
      { release: other, hosts: 1 },
    ]);
  });

  it('shows that its hosts drift, and the worst figure of each', () => {
    const state = fleet({ 'www-2': { linked: other, latencyMs: 90, freeBytes: 5e9, failures: 1, readAt: now - 60_000 } });
    const [www, chat] = typeRows(state, hostRows(state, now));
    expect(www).toMatchObject({
      hosts: 3,
      drifts: true,
      releases: [
        { release: live, hosts: 2 },
        { release: other, hosts: 1 },
      ],
      latencyMs: 90,
      freeBytes: 5e9,
      failures: 1,
      readAt: now - 60_000,
    });
    expect(chat).toMatchObject({ drifts: false, levels: [] });
  });
});

describe('the sentence', () => {
  it('says first what is worst, and names hosts', () => {
    expect(say(fleet({}))).toEqual(['All 4 hosts on 4f2c91e']);
    expect(
      say(
        fleet({
          'www-1': { linked: other, running: other },
          'www-2': { linked: other, running: other },
          'chat-1': { connection: 'refused', error: 'its key has changed' },
        }),
      ),
    ).toEqual(['1 host cannot be reached: chat-1', '2 hosts not on 4f2c91e: www-1 and www-2']);
  });
});
