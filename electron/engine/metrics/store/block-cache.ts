import { bytesOf, type TierColumns } from '../../../../shared/series/tier-columns';

/**
 * Blocks that were decoded, by their numbers, so that drawing the same again costs next to nothing. A number is never given out again, so only what is
 * written anew has to be dropped, and for room what was not asked for since the cache was last half full.
 */
export class BlockCache {
  private recent = new Map<number, TierColumns>();
  private older = new Map<number, TierColumns>();
  private bytes = 0;

  constructor(private readonly mostBytes: number) {}

  get(id: number): TierColumns | undefined {
    const found = this.recent.get(id);
    if (found) return found;
    const old = this.older.get(id);
    if (old) this.put(id, old);
    return old;
  }

  /** Forgets a block that is written anew. */
  drop(id: number): void {
    this.recent.delete(id);
    this.older.delete(id);
  }

  put(id: number, columns: TierColumns): void {
    this.bytes += bytesOf(columns);
    if (this.bytes > this.mostBytes / 2) {
      this.older = this.recent;
      this.recent = new Map();
      this.bytes = bytesOf(columns);
    }
    this.recent.set(id, columns);
  }
}
