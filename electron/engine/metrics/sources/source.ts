import type { FamilyType, ScrapedSample } from '../../../../shared/series/exposition';
import type { Clock } from '../../clock';
import { sentence } from '../../fleet/operate';
import { unique } from './sample';
import { faultOfSamples } from './sample-limits';

/** One value that a source has read; its time is the reading's. */
export interface SourceSample extends ScrapedSample {
  readonly type: FamilyType;
}

/** What came of one reading. */
export type SourceReading =
  | {
      readonly ok: true;
      /** ms since 1970, when the answer was there. */
      readonly at: number;
      readonly samples: readonly SourceSample[];
      /** What was left out and why, each in a sentence; the samples hold all the same. */
      readonly warnings: readonly string[];
    }
  /** `fault`: why nothing could be read, in a sentence; `todo`: what somebody could do about it, where that is known. Neither names a secret's value. */
  | { readonly ok: false; readonly at: number; readonly fault: string; readonly todo: string | null };

export type SourceKind = 'json' | 'promql' | 'memcached' | 'command';

/** Something that is read on its beat. */
export interface MetricSource {
  readonly by: SourceKind;
  /** Unique among all sources; the store's target. */
  readonly name: string;
  /** Whose series these are, as in the store: `fleet`, or `host:<name>`. */
  readonly owner: string;
  /** Time between two readings, ms. */
  readonly everyMs: number;
  /** The metrics that it gives; null: not known before it is read. */
  readonly metrics: ReadonlySet<string> | null;
  /** Reads once. Never rejects, and ends within the beat or 10 s, or soon after the signal. At most 10,000 samples. */
  read(signal?: AbortSignal): Promise<SourceReading>;
}

/** Why nothing could be read: thrown inside a source only, and turned into its fault. */
export class SourceFault extends Error {
  override readonly name = 'SourceFault';

  constructor(
    message: string,
    /** What somebody could do about it; null: nothing better is known than what fits every source of its kind. */
    readonly todo: string | null = null,
  ) {
    super(message);
  }
}

/** A reading may take as long as its beat, and at most this. */
const longestMs = 10_000;

/** What is read, before its bounds were looked at. */
export interface Found {
  readonly samples: readonly SourceSample[];
  readonly warnings?: readonly string[];
}

/** Makes a source of `work`, which may throw anything; it has `timeoutMs` and should end when the signal aborts (it is not waited for). */
export function createSource(
  is: Omit<MetricSource, 'read'>,
  clock: Clock,
  work: (time: { readonly timeoutMs: number; readonly signal: AbortSignal }) => Promise<Found>,
): MetricSource {
  const timeoutMs = Math.min(is.everyMs, longestMs);
  return {
    ...is,
    read: async (signal) => {
      const failed = (fault: string, todo: string | null = null): SourceReading => ({ ok: false, at: clock(), fault, todo });
      if (signal?.aborted) return failed('The reading was cancelled.');
      // A little later than the work's own limit, whose words say more.
      const late = AbortSignal.timeout(timeoutMs + 250);
      const stop = signal ? AbortSignal.any([signal, late]) : late;
      const isOver = over(stop);
      try {
        const found = await Promise.race([work({ timeoutMs, signal: stop }), isOver.promise]);
        const fault = faultOfSamples(found.samples);
        const { samples, twice } = unique(found.samples);
        const warnings = [...(found.warnings ?? [])];
        if (twice > 0) warnings.push(`${twice} samples have the same name and labels as another: they are left out.`);
        return fault === null ? { ok: true, at: clock(), samples, warnings } : failed(fault);
      } catch (error) {
        if (signal?.aborted) return failed('The reading was cancelled.');
        if (late.aborted) return failed(`There was no answer within ${timeoutMs} ms.`);
        return failed(sentence(error), error instanceof SourceFault ? error.todo : null);
      } finally {
        isOver.forget();
      }
    },
  };
}

/** Rejects when the signal aborts. */
function over(signal: AbortSignal): { readonly promise: Promise<never>; forget(): void } {
  let end: () => void = () => undefined;
  const promise = new Promise<never>((_resolve, reject) => {
    end = () => reject(new SourceFault('The reading was cancelled.'));
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { once: true });
  });
  promise.catch(() => undefined);
  return { promise, forget: () => signal.removeEventListener('abort', end) };
}
