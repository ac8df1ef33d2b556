import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { defaultPreferences } from '../../shared/contract/settings';
import type { DeskState, HostView, StateEvent } from '../../shared/contract/state';
import { applied } from '../cli/follow';
import { createBoard, type Board } from './board';

const host = (name: string, latencyMs = 1): HostView => ({
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

const empty: DeskState = {
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
  lock: { state: 'unknown', by: null, desk: null, push: null, reason: null, since: null, ours: false, kind: null, readAt: null },
  types: [],
  hosts: { a: host('a') },
  waiting: { head: null, commits: [], error: null },
  push: null,
  gauges: [],
  recent: [],
  questions: [],
  rollback: null,
  preferences: defaultPreferences,
};

const beat = 60;
beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Reads along until it is stopped. */
function reader(board: Board, since: { epoch: string; seq: number } | null = null) {
  const stop = new AbortController();
  const events: StateEvent[] = [];
  const done = (async () => {
    for await (const event of board.subscribe(since, stop.signal)) events.push(event);
  })();
  return {
    events,
    stop: async () => {
      stop.abort();
      await done;
    },
  };
}

const passes = (ms = beat) => vi.advanceTimersByTimeAsync(ms);

describe('a board', () => {
  it('sends what changed within one beat as one event, the last value of each', async () => {
    const board = createBoard(empty, () => 7, beat);
    const { events, stop } = reader(board);
    await passes(0);
    board.set('waiting', { head: 'one', commits: [], error: null });
    board.setHosts([host('a', 2), host('b')]);
    board.set('waiting', { head: 'two', commits: [], error: null });
    board.setHosts([host('a', 3)]);
    await passes(beat - 1);
    expect(events.map((event) => event.kind)).toEqual(['snapshot']);
    await passes(1);
    expect(events[1]).toEqual({
      kind: 'changes',
      epoch: board.epoch,
      seq: 1,
      now: 7,
      changes: [
        { at: 'waiting', value: { head: 'two', commits: [], error: null } },
        { at: 'hosts', value: [host('a', 3), host('b')] },
      ],
    });
    await passes(10 * beat);
    expect(events).toHaveLength(2);
    expect(board.state().hosts).toEqual({ a: host('a', 3), b: host('b') });
    await stop();
    expect(board.readers).toBe(0);
  });

  it('shows who comes what was not sent yet, once', async () => {
    const board = createBoard(empty, () => 0, beat);
    const before = reader(board);
    await passes(0);
    board.decided();
    const after = reader(board);
    await passes(beat);
    expect(after.events).toMatchObject([{ kind: 'snapshot', seq: 1, state: { version: 2 } }]);
    expect(before.events).toMatchObject([
      { kind: 'snapshot', seq: 0 },
      { kind: 'changes', seq: 1 },
    ]);
    await Promise.all([before.stop(), after.stop()]);
  });

  it('keeps the last 512 events for who comes back, and shows everything to who was away for longer', async () => {
    const board = createBoard(empty, () => 0, beat);
    for (let at = 0; at < 600; at++) {
      board.decided();
      await passes();
    }
    const back = reader(board, { epoch: board.epoch, seq: 600 - 512 });
    const late = reader(board, { epoch: board.epoch, seq: 600 - 513 });
    const upToDate = reader(board, { epoch: board.epoch, seq: 600 });
    const early = reader(board, { epoch: board.epoch, seq: 601 });
    const foreign = reader(board, { epoch: 'another', seq: 600 });
    await passes(0);
    expect(back.events.map((event) => event.seq)).toEqual(Array.from({ length: 512 }, (_, at) => 89 + at));
    expect(back.events.every((event) => event.kind === 'changes')).toBe(true);
    for (const one of [late, early, foreign]) expect(one.events).toMatchObject([{ kind: 'snapshot', seq: 600 }]);
    expect(upToDate.events).toEqual([]);
    board.decided();
    await passes();
    for (const one of [back, late, upToDate, early, foreign]) {
      expect(one.events.at(-1)).toMatchObject({ kind: 'changes', seq: 601 });
      await one.stop();
    }
  });

  it('shows everything anew when the set of hosts was replaced', async () => {
    const board = createBoard(empty, () => 0, beat);
    const { events, stop } = reader(board);
    await passes(0);
    board.decided();
    board.replaceHosts([host('c')], [{ name: 'www', hosts: ['c'] }]);
    await passes();
    expect(events.map((event) => [event.kind, event.seq])).toEqual([
      ['snapshot', 0],
      ['changes', 1],
      ['snapshot', 2],
    ]);
    expect(events[2]).toMatchObject({ state: { hosts: { c: host('c') }, types: [{ name: 'www', hosts: ['c'] }], version: 2 } });
    expect(Object.keys(board.state().hosts)).toEqual(['c']);
    const away = reader(board, { epoch: board.epoch, seq: 1 });
    await passes(0);
    expect(away.events).toMatchObject([{ kind: 'snapshot', seq: 2 }]);
    await Promise.all([stop(), away.stop()]);
  });

  it('counts decisions', () => {
    const board = createBoard(empty, () => 0, beat);
    expect([board.decided(), board.decided(), board.state().version]).toEqual([2, 3, 3]);
  });

  it('ends its readers when it is closed', async () => {
    const board = createBoard(empty, () => 0, beat);
    const events = board.subscribe(null);
    await events.next();
    const next = events.next();
    board.close();
    expect(await next).toEqual({ value: undefined, done: true });
  });

  it('shows a reader the same, however often it was away', async () => {
    const name = fc.constantFrom('a', 'b', 'c');
    const step = fc.oneof(
      fc.record({ do: fc.constant('hosts' as const), names: fc.array(name, { minLength: 1 }), latency: fc.nat(9) }),
      fc.record({ do: fc.constant('replace' as const), names: fc.uniqueArray(name, { minLength: 1 }) }),
      fc.record({ do: fc.constantFrom('decide' as const, 'head' as const, 'pass' as const, 'leave' as const, 'come' as const) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const board = createBoard(empty, () => 0, beat);
        let state: DeskState | null = null;
        let since: { epoch: string; seq: number } | null = null;
        let along: ReturnType<typeof reader> | null = null;
        const leave = async () => {
          await along?.stop();
          for (const event of along?.events ?? []) {
            if (since && event.kind === 'changes') expect(event.seq).toBe(since.seq + 1);
            state = applied(state, event);
            since = { epoch: event.epoch, seq: event.seq };
          }
          along = null;
        };
        for (const one of steps) {
          if (one.do === 'hosts') board.setHosts(one.names.map((at) => host(at, one.latency)));
          else if (one.do === 'replace')
            board.replaceHosts(
              one.names.map((at) => host(at)),
              [{ name: 'www', hosts: one.names }],
            );
          else if (one.do === 'decide') board.decided();
          else if (one.do === 'head') board.set('waiting', { head: String(board.state().version), commits: [], error: null });
          else if (one.do === 'pass') await passes();
          else if (one.do === 'leave') await leave();
          else if (!along) {
            along = reader(board, since);
            await passes(0);
          }
        }
        await leave();
        along = reader(board, since);
        await passes();
        await leave();
        expect(state).toEqual(board.state());
        expect(board.readers).toBe(0);
      }),
      { numRuns: 200 },
    );
  });
});
