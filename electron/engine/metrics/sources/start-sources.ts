import type { Clock } from '../../clock';
import { sentence } from '../../fleet/operate';
import { scrapeOffset } from '../targets';
import type { MetricSource, SourceReading } from './source';
import { usualTodo } from './usual-todo';

/** How a source is. */
export interface SourceState {
  readonly source: Pick<MetricSource, 'name' | 'owner' | 'by'>;
  /** When it was last read well, ms since 1970; null: never. */
  readonly readAt: number | null;
  /** Why its last reading failed; null: it did not, or none was made. */
  readonly fault: string | null;
  readonly todo: string | null;
  /** When it began to fail, ms since 1970; null: it does not. */
  readonly failingSince: number | null;
  readonly samples: number;
  readonly warnings: readonly string[];
}

export interface RunningSources {
  states(): readonly SourceState[];
  /** No reading begins after this, and what is under way is cancelled and not told. */
  close(): void;
}

/**
 * Reads every source on its beat: at its own place in the interval, never twice at once. Every reading goes to `take`, also one that failed;
 * `log` gets a line when a source begins to fail, fails otherwise, or is well again.
 */
export function startSources(
  sources: readonly MetricSource[],
  deps: {
    readonly clock: Clock;
    take(source: MetricSource, reading: SourceReading): void;
    log(text: string, source: MetricSource): void;
  },
): RunningSources {
  const { clock } = deps;
  const stop = new AbortController();
  const timers = new Set<NodeJS.Timeout>();
  const states = new Map<string, SourceState>(
    sources.map((source) => [
      source.name,
      { source, readAt: null, fault: null, todo: null, failingSince: null, samples: 0, warnings: [] },
    ]),
  );

  const note = (source: MetricSource, reading: SourceReading) => {
    const before = states.get(source.name);
    const { name } = source;
    const fault = reading.ok ? null : reading.fault;
    states.set(
      name,
      reading.ok
        ? {
            source,
            readAt: reading.at,
            fault: null,
            todo: null,
            failingSince: null,
            samples: reading.samples.length,
            warnings: reading.warnings,
          }
        : {
            source,
            readAt: before?.readAt ?? null,
            fault: reading.fault,
            todo: reading.todo ?? usualTodo(source),
            failingSince: before?.failingSince ?? reading.at,
            samples: 0,
            warnings: [],
          },
    );
    // The waits in it count down: that is no new fault.
    const told = (text: string | null | undefined) => text?.replaceAll(/\d+/g, '') ?? null;
    if (told(fault) !== told(before?.fault)) deps.log(fault === null ? `${name} is readable again` : `${name}: ${fault}`, source);
  };

  const read = async (source: MetricSource) => {
    const reading = await source.read(stop.signal);
    if (stop.signal.aborted) return;
    try {
      note(source, reading);
      deps.take(source, reading);
    } catch (error) {
      deps.log(`${source.name}: what was read could not be kept: ${sentence(error)}`, source);
    }
  };

  const beat = (source: MetricSource) => {
    const offset = scrapeOffset(source.name, source.everyMs);
    const wait = source.everyMs - ((clock() - offset) % source.everyMs);
    const timer = setTimeout(() => {
      timers.delete(timer);
      void read(source).finally(() => {
        if (!stop.signal.aborted) beat(source);
      });
    }, wait);
    timers.add(timer);
  };

  for (const source of sources) beat(source);
  return {
    states: () => [...states.values()],
    close: () => {
      stop.abort();
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
    },
  };
}
