import type { LogLine } from '../../shared/contract/state';
import type { Clock } from './clock';
import type { History } from './history/history';
import { createTopic } from './topic';

/** The push log: written to history first, then to whoever reads along. */
export interface Log {
  add(text: string, about?: Partial<Pick<LogLine, 'push' | 'host' | 'level' | 'mark'>>): void;
  /** Lines of a push, all of them, or of everything (null), the newest; then as they come. */
  subscribe(push: string | null, since: number, signal?: AbortSignal): AsyncGenerator<LogLine>;
  /** How many read along now. */
  readonly readers: number;
  close(): void;
}

/** Lines read from history at once; of everything, no more than these are shown at the start. */
const opening = 2000;

export function createLog(history: History, clock: Clock): Log {
  const topic = createTopic<LogLine>();
  return {
    add: (text, about = {}) => {
      const line = history.events.add({
        at: clock(),
        push: about.push ?? null,
        host: about.host ?? null,
        level: about.level ?? 'info',
        mark: about.mark ?? null,
        text: text.slice(0, 4000),
      });
      topic.publish(line);
    },
    async *subscribe(push, since, signal) {
      const live = topic.subscribe(signal);
      let last = since;
      try {
        for (;;) {
          const lines = history.events.list(push, last, opening);
          for (const line of lines) {
            last = line.seq;
            yield line;
          }
          if (lines.length < opening || signal?.aborted) break;
        }
        for await (const line of live) {
          if (line.seq > last && (push === null || line.push === push)) yield line;
        }
      } finally {
        await live.return(undefined);
      }
    },
    get readers() {
      return topic.readers;
    },
    close: () => topic.close(),
  };
}
