import type { StoreOptions } from './options';
import type { SeriesFile } from './series-file';
import { blocksPerRun, tierNumbers } from './statements';

/** Pages that are given back to the disk at once, and how many have to be free before any are. */
const vacuumPages = 128;
const freePages = 4096;

/**
 * Removes what is too old, and the oldest of what is too much, a run at a time; each is a transaction. Yields after each. What is to be rolled up
 * first stays until it is. Pages that become free are used again; the file shrinks, slowly, when more than a quarter of it is free.
 */
export function* retain(file: SeriesFile, options: StoreOptions): Generator<void> {
  const { statements, db } = file;
  for (const tier of tierNumbers) {
    const { ageMs, bytes } = options.keep[tier];
    let kept = statements.bytesOf.get(tier) ?? 0;
    for (;;) {
      const oldest = statements.oldest.get(tier);
      if (!oldest || (oldest.to_ms >= options.clock() - ageMs && kept <= bytes)) break;
      db.transaction(() => {
        statements.blocks[tier].remove.run(oldest.id * blocksPerRun, (oldest.id + 1) * blocksPerRun - 1);
        statements.removeRun.run(oldest.id);
      })();
      kept -= oldest.bytes;
      yield;
    }
  }
  const pages = (name: string) => Number(db.pragma(name, { simple: true }));
  while (pages('freelist_count') > Math.max(freePages, pages('page_count') / 4)) {
    db.pragma(`incremental_vacuum(${vacuumPages})`);
    yield;
  }
}
