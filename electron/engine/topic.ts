/** One publisher, many readers, each at its own pace. A reader that falls `limit` behind is ended: it subscribes again. */
export interface Topic<Item> {
  publish(item: Item): void;
  /** Registers at once: nothing published after the call is missed. Ends silently on abort and on close. */
  subscribe(signal?: AbortSignal): AsyncGenerator<Item>;
  close(): void;
}

interface Reader<Item> {
  queue: Item[];
  wake: (() => void) | null;
  ended: boolean;
}

export function createTopic<Item>(limit = 10_000): Topic<Item> {
  const readers = new Set<Reader<Item>>();

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
      readers.add(reader);
      // Here and not in the generator: one that is never read from must not stay registered.
      signal?.addEventListener('abort', () => end(reader), { once: true });
      if (signal?.aborted) end(reader);
      return read(reader);
    },
    close: () => {
      for (const reader of [...readers]) end(reader);
    },
  };
}
