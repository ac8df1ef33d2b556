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
  /** `fault`: why nothing could be read, in a sentence. Names no secret. */
  | { readonly ok: false; readonly at: number; readonly fault: string };

/** Something that is read on its beat. */
export interface MetricSource {
  /** Unique among all sources; the store's target. */
  readonly name: string;
  /** Whose series these are, as in the store: `fleet`, or `host:<name>`. */
  readonly owner: string;
  /** Time between two readings, ms. */
  readonly everyMs: number;
  /** Reads once. Never rejects, and ends within the beat or 10 s, or soon after the signal. At most 10,000 samples. */
  read(signal?: AbortSignal): Promise<SourceReading>;
}

/** Why nothing could be read: thrown inside a source only, and turned into its fault. */
export class SourceFault extends Error {
  override readonly name = 'SourceFault';
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
  is: Pick<MetricSource, 'name' | 'owner' | 'everyMs'>,
  clock: Clock,
  work: (time: { readonly timeoutMs: number; readonly signal: AbortSignal }) => Promise<Found>,
): MetricSource {
  const timeoutMs = Math.min(is.everyMs, longestMs);
  return {
    ...is,
    read: async (signal) => {
      if (signal?.aborted) return { ok: false, at: clock(), fault: 'The reading was cancelled.' };
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
        return fault === null ? { ok: true, at: clock(), samples, warnings } : { ok: false, at: clock(), fault };
      } catch (error) {
        const fault = signal?.aborted
          ? 'The reading was cancelled.'
          : late.aborted
            ? `There was no answer within ${timeoutMs} ms.`
            : sentence(error);
        return { ok: false, at: clock(), fault };
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
