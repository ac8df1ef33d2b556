import type { StoreOptions } from './options';
import { retain } from './retain';
import { nextStep, rollUp } from './roll-up';
import { sealHead } from './seal';
import type { SeriesFile } from './series-file';
import { DAY, HOUR } from './statements';

/** After so much more than a block's longest time, a head that no tick has closed is closed by the clock. ms. */
const idleMs = 60_000;
/** How often roll-up and retention look, ms: both have days. */
const lookEveryMs = 60_000;

/** The waiting work of a file, most urgent first: each is a generator that does one short step at a time. */
export class Jobs {
  private lookedAt = -Infinity;

  constructor(
    private readonly file: SeriesFile,
    private readonly options: StoreOptions,
  ) {}

  /** What is to be done next; null: nothing. Throws what better-sqlite3 throws. */
  next(): Generator<void> | null {
    const { file, options } = this;
    const now = options.clock();
    for (const target of file.targets.values()) {
      const [part] = target.parts;
      if (!part) continue;
      if (!part.closed && now - part.fromMs > options.blockMs + idleMs) file.close(part);
      if (part.closed) return sealHead(file, options, target, part);
    }
    if (now - this.lookedAt < lookEveryMs) return null;
    for (const source of file.sources.values()) {
      for (const tier of [HOUR, DAY] as const) {
        const start = nextStep(file, options, source, tier);
        if (start !== null) return rollUp(file, options, source, tier, start);
      }
    }
    this.lookedAt = now;
    return retain(file, options);
  }
}
