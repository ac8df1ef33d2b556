/** One publisher, many readers, each at its own pace. A reader that falls `limit` behind is ended: it subscribes again. */
export interface Topic<Item> {
  publish(item: Item): void;
  /** Registers at once: nothing published after the call is missed. Ends silently on abort, on close and when it is returned. */
  subscribe(signal?: AbortSignal): AsyncGenerator<Item>;
  /** How many read along now. */
  readonly readers: number;
  close(): void;
}

interface Reader<Item> {
  queue: Item[];
  wake: (() => void) | null;
  ended: boolean;
}

export function createTopic<Item>(limit = 10_000): Topic<Item> {
  const readers = new Set<Reader<Item>>();
  let closed = false;

  const end = (reader: Reader<Item>) => {
    reader.ended = true;
    readers.delete(reader);
    reader.wake?.();
  };

  async function* read(reader: Reader<Item>): AsyncGenerator<Item> {
    try {
      for (;;) {
        const item = reader.queue.shift();
        if (item !== undefined) {
          yield item;
        } else if (reader.ended) {
          return;
        } else {
          await new Promise<void>((resolve) => (reader.wake = resolve));
          reader.wake = null;
        }
      }
    } finally {
      end(reader);
    }
  }

  return {
    publish: (item) => {
      for (const reader of readers) {
        if (reader.queue.length >= limit) end(reader);
        else {
          reader.queue.push(item);
          reader.wake?.();
        }
      }
    },
    subscribe: (signal) => {
      const reader: Reader<Item> = { queue: [], wake: null, ended: false };
      if (closed) reader.ended = true;
      else readers.add(reader);
      // Here and not in the generator: one that is never read from must not stay registered.
      signal?.addEventListener('abort', () => end(reader), { once: true });
      if (signal?.aborted) end(reader);
      const items = read(reader);
      const stop = items.return.bind(items);
      // A generator that was never started, or that waits for an item, would not come to its own end.
      items.return = (value) => {
        end(reader);
        return stop(value);
      };
      return items;
    },
    get readers() {
      return readers.size;
    },
    close: () => {
      closed = true;
      for (const reader of [...readers]) end(reader);
    },
  };
}
