import { describe, expect, it } from 'vitest';
import { createTopic } from './topic';

/** Reads what comes until the end. */
async function all<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const read: Item[] = [];
  for await (const item of items) read.push(item);
  return read;
}

describe('a topic', () => {
  it('gives each reader everything after it came, in order, at its own pace', async () => {
    const topic = createTopic<number>();
    topic.publish(0);
    const early = topic.subscribe();
    topic.publish(1);
    const late = topic.subscribe();
    topic.publish(2);
    expect(await early.next()).toEqual({ value: 1, done: false });
    topic.publish(3);
    topic.close();
    expect(await all(early)).toEqual([2, 3]);
    expect(await all(late)).toEqual([2, 3]);
  });

  it('wakes a reader that waits', async () => {
    const topic = createTopic<string>();
    const items = topic.subscribe();
    const next = items.next();
    topic.publish('now');
    expect(await next).toEqual({ value: 'now', done: false });
    topic.close();
    expect(await items.next()).toEqual({ value: undefined, done: true });
  });

  it('gives items that count as nothing too', async () => {
    const topic = createTopic<number | string | boolean | null>();
    const items = topic.subscribe();
    for (const item of [0, '', false, null]) topic.publish(item);
    topic.close();
    expect(await all(items)).toEqual([0, '', false, null]);
  });

  it('ends silently on abort, and forgets the reader, read from or not', async () => {
    const topic = createTopic<number>();
    const stop = new AbortController();
    const waiting = topic.subscribe(stop.signal);
    const never = topic.subscribe(stop.signal);
    const next = waiting.next();
    expect(topic.readers).toBe(2);
    stop.abort();
    expect(topic.readers).toBe(0);
    topic.publish(1);
    expect(await next).toEqual({ value: undefined, done: true });
    expect(await all(never)).toEqual([]);
    expect(await all(topic.subscribe(stop.signal))).toEqual([]);
    expect(topic.readers).toBe(0);
  });

  it('forgets a reader that stops reading: after an item, before the first, or while it waits', async () => {
    const topic = createTopic<number>();
    const [after, before, waiting] = [topic.subscribe(), topic.subscribe(), topic.subscribe()];
    topic.publish(1);
    for await (const _item of after) break;
    await before.return(undefined);
    await waiting.next();
    const next = waiting.next();
    await waiting.return(undefined);
    expect(await next).toEqual({ value: undefined, done: true });
    expect(topic.readers).toBe(0);
  });

  it('ends a reader that falls too far behind, with all that it had, and no other', async () => {
    const topic = createTopic<number>(3);
    const slow = topic.subscribe();
    const quick = topic.subscribe();
    const read: number[] = [];
    for (let item = 1; item <= 5; item++) {
      topic.publish(item);
      read.push((await quick.next()).value as number);
    }
    expect(await all(slow)).toEqual([1, 2, 3]);
    expect(read).toEqual([1, 2, 3, 4, 5]);
    expect(topic.readers).toBe(1);
  });

  it('that is closed has no readers and takes none', async () => {
    const topic = createTopic<number>();
    const items = topic.subscribe();
    topic.close();
    topic.publish(1);
    expect(await all(items)).toEqual([]);
    expect(await all(topic.subscribe())).toEqual([]);
    expect(topic.readers).toBe(0);
  });
});
