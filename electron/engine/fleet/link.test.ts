import { PassThrough } from 'node:stream';
import { Client } from 'ssh2';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Warm } from './dial';
import { HostError } from './host-error';
import { Link, type ConnectionState, type LinkTask } from './link';

/** A connection whose pings are answered only while it is `alive`. */
function fakeWarm(): Warm & { alive: boolean; pings: number; answersAfterMs: number } {
  const listeners = new Set<(why: string) => void>();
  let why: string | null = null;
  const client = new Client();
  const warm = {
    alive: true,
    pings: 0,
    answersAfterMs: 7,
    client,
    socket: new PassThrough(),
    get gone() {
      return why !== null;
    },
    get why() {
      return why;
    },
    onGone: (listener: (why: string) => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    drop: (reason: string) => {
      if (why !== null) return;
      why = reason;
      for (const listener of listeners) listener(reason);
    },
  };
  client.unforwardIn = (_address, _port, answer) => {
    warm.pings += 1;
    if (warm.alive) setTimeout(() => answer?.(), warm.answersAfterMs);
    return client;
  };
  return warm;
}

describe('a link', () => {
  let closing: AbortController;
  let states: ConnectionState[];
  let tasks: LinkTask[];
  const never = new AbortController().signal;

  beforeEach(() => {
    vi.useFakeTimers();
    closing = new AbortController();
    states = [];
    tasks = [];
  });
  afterEach(() => {
    closing.abort();
    vi.useRealTimers();
  });

  const linkTo = (make: (task: LinkTask) => Promise<Warm>) =>
    new Link('www', {
      make: (task) => {
        tasks.push(task);
        return make(task);
      },
      changed: (state) => states.push(state),
      closing: closing.signal,
    });
  const refused = () => Promise.reject(new HostError('www', 'unreachable', 'nobody is there', 'look'));

  it('is made once for all who want it at the same time', async () => {
    const warm = fakeWarm();
    const link = linkTo(() => new Promise((resolve) => setTimeout(resolve, 100, warm)));
    const all = Promise.all([link.warm(never), link.warm(never, true), link.warm(never)]);
    await vi.advanceTimersByTimeAsync(100);
    expect((await all).map((one) => one.warm)).toEqual([warm, warm, warm]);
    expect(tasks).toHaveLength(1);
    expect((await link.warm(never)).warm).toBe(warm);
  });

  it('is given up when the last who waits goes', async () => {
    const link = linkTo(
      (task) => new Promise((_resolve, reject) => task.signal.addEventListener('abort', () => reject(new Error('given up')))),
    );
    const [one, two] = [new AbortController(), new AbortController()];
    const ends = Promise.allSettled([link.warm(one.signal), link.warm(two.signal)]);
    one.abort();
    await vi.advanceTimersByTimeAsync(1);
    expect(tasks[0]?.signal.aborted).toBe(false);
    two.abort();
    await ends;
    expect(tasks[0]?.signal.aborted).toBe(true);
    expect(states.at(-1)).toMatchObject({ state: 'idle', error: null });
  });

  it('leaves a host alone after a failure, longer each time, but not for a person', async () => {
    const link = linkTo(refused);
    await expect(link.warm(never)).rejects.toMatchObject({ message: 'www: nobody is there' });
    await expect(link.warm(never)).rejects.toMatchObject({
      kind: 'unreachable',
      message: expect.stringContaining('left alone for'),
    });
    expect(tasks).toHaveLength(1);
    await expect(link.warm(never, true)).rejects.toMatchObject({ message: 'www: nobody is there' });
    expect(tasks).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(1500);
    await expect(link.warm(never)).rejects.toMatchObject({ message: expect.stringContaining('2 times') });
    await vi.advanceTimersByTimeAsync(1000);
    await expect(link.warm(never)).rejects.toMatchObject({ message: 'www: nobody is there' });
    expect(tasks).toHaveLength(3);
    expect(states.at(-1)).toMatchObject({ state: 'lost', error: 'www: nobody is there' });
  });

  it('that broke comes back by itself, asking nobody, with back-off', async () => {
    const warms = [fakeWarm(), fakeWarm()];
    let down = false;
    const link = linkTo(() => (down ? refused() : Promise.resolve(warms[tasks.length > 1 ? 1 : 0] ?? fakeWarm())));
    const { warm } = await link.warm(never, true);
    down = true;
    warm.drop('cable');
    expect(states.at(-1)).toMatchObject({ state: 'lost', error: 'cable' });
    await vi.advanceTimersByTimeAsync(10_000);
    expect(tasks.length).toBeGreaterThanOrEqual(3);
    expect(tasks.length).toBeLessThanOrEqual(5);
    down = false;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(states.at(-1)).toMatchObject({ state: 'connected' });
    expect(tasks.map((task) => task.urgent)).toEqual([true, ...Array<null>(tasks.length - 1).fill(null)]);
  });

  it('does not come back by itself to a host that refuses', async () => {
    let made = fakeWarm();
    let first = true;
    const link = linkTo(() =>
      first ? Promise.resolve(made) : Promise.reject(new HostError('www', 'changed key', 'other key', 'ask')),
    );
    await link.warm(never);
    first = false;
    made.drop('reinstalled');
    await vi.advanceTimersByTimeAsync(300_000);
    expect(tasks).toHaveLength(2);
    expect(states.at(-1)).toMatchObject({ state: 'refused', error: 'www: other key' });
    made = fakeWarm();
  });

  it('measures the round trip and keeps the connection alive', async () => {
    const warm = fakeWarm();
    const link = linkTo(() => Promise.resolve(warm));
    await link.warm(never);
    for (let tick = 0; tick < 24; tick += 1) {
      link.tick();
      await vi.advanceTimersByTimeAsync(5000);
    }
    expect(link.state).toMatchObject({ state: 'connected', latencyMs: 7 });
    expect(warm.pings).toBeGreaterThanOrEqual(6);
    expect(warm.pings).toBeLessThanOrEqual(9);
  });

  it('finds out that a connection died in silence', async () => {
    const warm = fakeWarm();
    const link = linkTo(() => Promise.resolve(warm));
    await link.warm(never);
    warm.alive = false;
    for (let tick = 0; tick < 15 && !warm.gone; tick += 1) {
      link.tick();
      await vi.advanceTimersByTimeAsync(5000);
    }
    expect(warm.why).toMatch(/nothing heard for \d+ s/);
    expect(warm.pings).toBe(1);
  });

  it('probes a connection that was silent for long before it is trusted: a laptop may have slept', async () => {
    const [old, fresh] = [fakeWarm(), fakeWarm()];
    const link = linkTo(() => Promise.resolve(tasks.length > 1 ? fresh : old));
    await link.warm(never);
    vi.setSystemTime(Date.now() + 3_600_000);
    const awake = link.warm(never);
    await vi.advanceTimersByTimeAsync(10);
    expect((await awake).warm).toBe(old);
    vi.setSystemTime(Date.now() + 3_600_000);
    old.alive = false;
    const again = link.warm(never);
    await vi.advanceTimersByTimeAsync(4100);
    expect((await again).warm).toBe(fresh);
    link.tick();
    await vi.advanceTimersByTimeAsync(5000);
    link.tick();
    expect([old.gone, fresh.gone]).toEqual([true, false]);
  });

  it('dials beside one that does not answer soon, and uses whichever can be used first', async () => {
    const [old, fresh] = [fakeWarm(), fakeWarm()];
    let dialMs = 500;
    const link = linkTo((task) => {
      if (tasks.length === 1) return Promise.resolve(old);
      return new Promise((resolve, reject) => {
        setTimeout(resolve, dialMs, fresh);
        task.signal.addEventListener('abort', () => reject(new Error('given up')));
      });
    });
    const letGo = (await link.warm(never)).hold();
    await vi.advanceTimersByTimeAsync(3000);
    old.answersAfterMs = 1200;
    const slow = link.warm(never, true);
    await vi.advanceTimersByTimeAsync(1300);
    expect((await slow).warm).toBe(old);
    expect([tasks.length, tasks[1]?.signal.aborted, link.state.state]).toEqual([2, true, 'connected']);
    await vi.advanceTimersByTimeAsync(3000);
    old.alive = false;
    dialMs = 100;
    const late = link.warm(never, true);
    // It is known to be far off, so it has had three times as long.
    await vi.advanceTimersByTimeAsync(3900);
    const another = await late;
    expect(another.warm).toBe(fresh);
    // What is under way on the old one is left to it for as long as it may still answer.
    expect(old.gone).toBe(false);
    letGo();
    await vi.advanceTimersByTimeAsync(2000);
    link.tick();
    expect([old.gone, fresh.gone]).toEqual([true, false]);
  });

  it('tells who waits over a dead one, but not who waits while nothing can be reached', async () => {
    const warms = [fakeWarm(), fakeWarm()];
    let stalled = true;
    const link = linkTo(() => {
      const made = warms[tasks.length - 1] ?? fakeWarm();
      return stalled && tasks.length > 1 ? new Promise((resolve) => setTimeout(resolve, 9000, made)) : Promise.resolve(made);
    });
    const connected = await link.warm(never, true);
    const ended = new AbortController();
    const dead = link.watch(connected, ended.signal);
    await vi.advanceTimersByTimeAsync(10_000);
    expect([dead.aborted, tasks.length]).toEqual([false, 1]);
    warms[0]!.alive = false;
    await vi.advanceTimersByTimeAsync(8000);
    expect([dead.aborted, tasks.length]).toEqual([false, 2]);
    stalled = false;
    await vi.advanceTimersByTimeAsync(5000);
    expect(dead.aborted).toBe(true);
    ended.abort();
  });
});
