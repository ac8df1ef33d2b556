import type { LogLine } from '../../shared/contract/state';
import type { Clock } from './clock';
import type { History } from './history/history';
import { createTopic } from './topic';

/** The push log: written to history first, then to whoever reads along. */
export interface Log {
  add(text: string, about?: Partial<Pick<LogLine, 'push' | 'host' | 'level' | 'mark'>>): void;
  subscribe(push: string | null, since: number, signal?: AbortSignal): AsyncGenerator<LogLine>;
  close(): void;
}

/** Lines a page gets when it opens; older ones are in the push's report. */
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
      for (const line of history.events.list(push, since, opening)) {
        last = line.seq;
        yield line;
      }
      for await (const line of live) {
        if (line.seq > last && (push === null || line.push === push)) yield line;
      }
    },
    close: () => topic.close(),
  };
}
