import { describe, expect, it } from 'vitest';
import { defaultPreferences } from '../../shared/contract/settings';
import type { DeskState, HostView, LogLine, PushView, StateEvent } from '../../shared/contract/state';
import { createTopic } from '../engine/topic';
import { applied, isSettled, logLine, stateNow, stateWhen } from './follow';

const host = (name: string, latencyMs: number): HostView => ({
  host: name,
  type: 'www',
  connection: 'connected',
  error: null,
  linked: null,
  running: null,
  readAt: null,
  latencyMs,
  releases: null,
  freeBytes: null,
  out: null,
  failures: 0,
});

const state: DeskState = {
  version: 1,
  desk: {
    name: 'd',
    fleet: 'f',
    demo: false,
    capstan: '0',
    startedAt: 0,
    canRollBack: false,
    whyNot: null,
    historyFault: null,
    keys: '',
    targets: { complete: 0, of: 0 },
  },
  config: { path: null, loadedAt: 0, faults: [], severities: {} },
  live: { release: null, revision: null, since: null, hostsOnIt: 0, hosts: 1, connected: 0, readAt: null, releases: [] },
  lock: { state: 'free', by: null, desk: null, push: null, reason: null, since: null, ours: false, kind: null, readAt: null },
  types: [],
  hosts: { a: host('a', 1), b: host('b', 1) },
  waiting: { head: null, commits: [], error: null },
  push: null,
  gauges: [],
  recent: [],
  questions: [],
  rollback: null,
  preferences: defaultPreferences,
};
const snapshot = (version = 1): StateEvent => ({ kind: 'snapshot', epoch: 'e', seq: 0, now: 0, state: { ...state, version } });
const change = (seq: number, version: number): StateEvent => ({
  kind: 'changes',
  epoch: 'e',
  seq,
  now: 0,
  changes: [{ at: 'version', value: version }],
});

describe('applied', () => {
  it('replaces all with a snapshot, slices and single hosts with changes', () => {
    const next = applied(state, {
      kind: 'changes',
      epoch: 'e',
      seq: 1,
      now: 0,
      changes: [
        { at: 'version', value: 2 },
        { at: 'hosts', value: [host('b', 9), host('c', 3)] },
        { at: 'version', value: 3 },
      ],
    });
    expect(next).toEqual({ ...state, version: 3, hosts: { a: host('a', 1), b: host('b', 9), c: host('c', 3) } });
    expect(state.hosts).toEqual({ a: host('a', 1), b: host('b', 1) });
    expect(applied(next, snapshot())).toEqual(state);
  });

  it('knows nothing before the first snapshot', () => {
    expect(applied(null, change(1, 2))).toBeNull();
    expect(applied(null, snapshot())).toEqual(state);
  });
});

/** An engine that sends what is published, first of all a snapshot; its streams end on abort as those of a wire or in process. */
function engine(throws: boolean) {
  const topic = createTopic<StateEvent>();
  const client = {
    state: async (_input: unknown, options?: { signal?: AbortSignal }) => {
      const signal = options?.signal;
      const live = topic.subscribe(signal);
      return (async function* () {
        yield snapshot();
        yield* live;
        if (throws && signal?.aborted) throw new DOMException('aborted', 'AbortError');
      })();
    },
  };
  return { topic, client };
}

describe.each([
  ['in process', false],
  ['over a wire', true],
])('%s', (_, throws) => {
  it('stateNow is the first snapshot, and reads no further', async () => {
    const { topic, client } = engine(throws);
    expect(await stateNow(client)).toEqual(state);
    await expect.poll(() => topic.readers).toBe(0);
  });

  it('stateWhen is the first state that is what is waited for', async () => {
    const { topic, client } = engine(throws);
    const found = stateWhen(client, (now) => now.version === 3);
    await expect.poll(() => topic.readers).toBe(1);
    for (const version of [2, 3, 4]) topic.publish(change(version - 1, version));
    expect((await found).version).toBe(3);
    expect((await stateWhen(client, () => true)).version).toBe(1);
    await expect.poll(() => topic.readers).toBe(0);
  });

  it('stateWhen says that it waited too long, or that the engine is gone', async () => {
    const { topic, client } = engine(throws);
    await expect(stateWhen(client, () => false, AbortSignal.timeout(20))).rejects.toThrow('Waited too long.');
    const waiting = stateWhen(client, () => false);
    await expect.poll(() => topic.readers).toBe(1);
    topic.close();
    await expect(waiting).rejects.toThrow('The engine is gone.');
  });
});

it('logLine is one safe line', () => {
  const line: LogLine = {
    seq: 1,
    at: new Date(2026, 0, 2, 3, 4, 5).getTime(),
    push: null,
    host: 'www-1',
    level: 'info',
    mark: null,
    text: 'says \u001b[31m\nno',
  };
  expect(logLine(line)).toBe('03:04:05  www-1 says  no');
  expect(logLine({ ...line, host: null, text: 'x' })).toBe('03:04:05  x');
});

it('a push is settled when it waits for a person, or nothing is done for it any more', () => {
  const push = (at: string, finishing = false) => ({ state: { at }, finishing }) as PushView;
  for (const at of ['planned', 'staging', 'switching', 'watching', 'rolling back']) expect(isSettled(push(at))).toBe(false);
  for (const at of ['held', 'done', 'failed', 'rolled back', 'superseded']) expect(isSettled(push(at))).toBe(true);
  // `push.after` runs, or the lock is being given back.
  for (const at of ['done', 'failed', 'rolled back', 'superseded']) expect(isSettled(push(at, true))).toBe(false);
});
