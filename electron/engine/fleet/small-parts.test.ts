import { Duplex } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { explainNoMatch } from './algorithms';
import { backoffMs } from './backoff';
import { feed } from './feed';
import { Semaphore } from './semaphore';
import { Interrupted, TimeLimit, until } from './time-limit';

describe('back-off', () => {
  it('doubles from a second to a minute, spread by a fifth', () => {
    expect([1, 2, 3, 6, 7, 100].map((failures) => backoffMs(failures, () => 0.5))).toEqual([
      1000, 2000, 4000, 32_000, 60_000, 60_000,
    ]);
    expect([backoffMs(1, () => 0), backoffMs(1, () => 0.999_999)]).toEqual([800, 1200]);
  });
});

describe('semaphore', () => {
  const never = new AbortController().signal;

  it('lets so many in, the others in their order, each place given back once', async () => {
    const places = new Semaphore(2);
    const first = await places.acquire(never);
    const second = await places.acquire(never);
    const order: number[] = [];
    const third = places.acquire(never).then((release) => (order.push(3), release));
    void places.acquire(never).then(() => order.push(4));
    expect(places.waiting).toBe(2);
    first();
    first();
    await third;
    expect([order, places.active, places.waiting]).toEqual([[3], 2, 1]);
    second();
    await Promise.resolve();
    expect(places.active).toBe(2);
  });

  it('forgets those who give up, and narrows', async () => {
    const places = new Semaphore(1);
    const release = await places.acquire(never);
    const cancel = new AbortController();
    const given = places.acquire(cancel.signal);
    cancel.abort();
    await expect(given).rejects.toBeInstanceOf(Interrupted);
    expect(places.waiting).toBe(0);
    places.narrow(0);
    release();
    await expect(places.acquire(never)).resolves.toBeTypeOf('function');
    await expect(places.acquire(AbortSignal.abort())).rejects.toBeInstanceOf(Interrupted);
  });
});

describe('time limit', () => {
  it('ends at its deadline, saying what was waited for', async () => {
    const time = new TimeLimit(20);
    time.phase = 'connecting';
    await expect(until(time.signal, new Promise(() => undefined))).rejects.toBeInstanceOf(Interrupted);
    expect(time.explain('www')).toMatchObject({ kind: 'timeout', message: 'www: no answer within 0 s (connecting)' });
  });

  it('is cancelled from outside, also before it began', () => {
    const outer = new AbortController();
    const time = new TimeLimit(10_000, outer.signal);
    outer.abort();
    expect([time.signal.aborted, time.explain('www').kind]).toEqual([true, 'cancelled']);
    expect(new TimeLimit(10_000, AbortSignal.abort()).signal.aborted).toBe(true);
  });
});

describe('feeding a channel', () => {
  it('never has more than a slice under way, and waits for the socket below', async () => {
    let taken = 0;
    let most = 0;
    let sentWhenFull = 0;
    const below = new Duplex({ read: () => undefined, write: () => undefined, highWaterMark: 1 });
    const channel = new Duplex({
      read: () => undefined,
      highWaterMark: 1 << 20,
      write: (chunk: Buffer, _encoding, done) => {
        taken += chunk.length;
        most = Math.max(most, channel.writableLength);
        if (taken === 3 * 65_536) below.write('full');
        setImmediate(done);
      },
    });
    const stop = new AbortController();
    const fed = feed(Buffer.alloc(10 * 65_536), channel, below, stop.signal, (sent) => (sentWhenFull = sent));
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect([taken, most, sentWhenFull]).toEqual([3 * 65_536, 65_536, 2 * 65_536]);
    stop.abort();
    await fed;
    expect(channel.writableEnded).toBe(false);
  });
});

describe('no common algorithm', () => {
  it('is said in words', () => {
    expect(explainNoMatch('Handshake failed: no matching C->S cipher')).toMatch(
      /offers no cipher that Capstan takes \(aes128-gcm@openssh.com, .*aes256-ctr\)/,
    );
    expect(explainNoMatch('Handshake failed: no matching key exchange algorithm')).toContain('curve25519-sha256');
    expect(explainNoMatch('Connection lost')).toBeNull();
  });
});
