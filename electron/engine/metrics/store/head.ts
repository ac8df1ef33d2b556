import { ABSENT, READING, STALE } from '../../../../shared/series/block';
import type { RawColumns } from '../../../../shared/series/tier-points';
import { TickColumn } from '../../../../shared/series/tick-column';

/** Up to so many series are picked out of a tick one by one; for more it is cheaper to take all of it. */
const fewSlots = 4;
const none = new Uint32Array(2);

/** One scrape of a target as it lies in the file and in memory. */
export interface HeadTick {
  readonly at: number;
  readonly data: Uint8Array;
}

/**
 * What was read of a target since its last block was closed: a column a scrape, each packed after the one before. `column` holds the newest
 * reading of each series of the layout, `carry` the newest before this head (NaN: none).
 */
export class Head {
  readonly ticks: HeadTick[] = [];
  readonly slots = new Map<number, number>();
  column = new Float64Array(0);
  /** ABSENT: a series has had no reading in this head; READING: its newest sample is one; STALE: it had some, and was marked as gone since. */
  seen = new Uint8Array(0);
  closed = false;

  constructor(
    readonly id: number,
    /** Time of its oldest tick. */
    public fromMs: number,
    /** Series in the order of their values in a column; grows at its end only. */
    readonly layout: number[],
    readonly carry: number[],
  ) {
    for (const [slot, series] of layout.entries()) this.slots.set(series, slot);
    this.makeRoom();
  }

  /** Adds a series that was not read here before; answers its place. */
  join(series: number, carry: number): number {
    const slot = this.layout.length;
    this.layout.push(series);
    this.carry.push(carry);
    this.slots.set(series, slot);
    this.makeRoom();
    return slot;
  }

  private makeRoom(): void {
    if (this.column.length >= this.layout.length) return;
    const column = new Float64Array(Math.max(this.layout.length, this.column.length * 1.5) | 0);
    column.set(this.column);
    this.column = column;
    const seen = new Uint8Array(column.length);
    seen.set(this.seen);
    this.seen = seen;
  }

  /** Takes a tick back in that was read from the file. */
  replay(tick: HeadTick): void {
    const column = new TickColumn(tick.data);
    column.applyAll(this.column);
    for (let slot = 0; slot < column.n; slot++) this.note(slot, column.stateOf(slot));
    this.ticks.push(tick);
  }

  /** Notes what a tick has of a series. */
  note(slot: number, state: number): void {
    if (state === READING || (state === STALE && this.seen[slot] === READING)) this.seen[slot] = state;
  }

  get lastAt(): number {
    return this.ticks.at(-1)?.at ?? -Infinity;
  }

  /** The newest finite reading of a series up to now: what a counter goes on from. NaN: none. */
  carryOf(slot: number): number {
    if (this.seen[slot] === ABSENT) return this.carry[slot] ?? NaN;
    const newest = this.column[slot] ?? NaN;
    if (Number.isFinite(newest)) return newest;
    const { v, stale } = this.read(slot, -Infinity, Infinity);
    for (let at = v.length - 1; at >= 0; at--) if (stale[at] === 0 && Number.isFinite(v[at])) return v[at] ?? NaN;
    return this.carry[slot] ?? NaN;
  }

  /** What one series has in [fromMs, toMs]. */
  read(slot: number, fromMs: number, toMs: number): RawColumns {
    return this.readMany([slot], fromMs, toMs)[0] ?? { t: [], v: [], stale: [] };
  }

  /** What some series have in [fromMs, toMs], in the order of `slots`. */
  readMany(slots: readonly number[], fromMs: number, toMs: number): RawColumns[] {
    const found = slots.map((): RawColumns => ({ t: [], v: [], stale: [] }));
    if (slots.length === 0) return found;
    const isWhole = slots.length > fewSlots;
    const values = new Float64Array(isWhole ? this.layout.length : slots.length);
    const words = slots.map((_, at) => new Uint32Array(values.buffer, isWhole ? 0 : at * 8, 2));
    for (const tick of this.ticks) {
      const column = new TickColumn(tick.data);
      if (isWhole) column.applyAll(values);
      else for (let at = 0; at < slots.length; at++) column.applyOne(slots[at] ?? 0, words[at] ?? none);
      if (tick.at < fromMs || tick.at > toMs) continue;
      for (let at = 0; at < slots.length; at++) {
        const slot = slots[at] ?? 0;
        const raw = found[at];
        const state = column.stateOf(slot);
        if (state === ABSENT || !raw) continue;
        raw.t.push(tick.at);
        raw.v.push(state === STALE ? NaN : (values[isWhole ? slot : at] ?? NaN));
        raw.stale.push(state === STALE ? 1 : 0);
      }
    }
    return found;
  }

  /** All values and states, one row a series: what sealing works from. */
  matrix(): { values: Float64Array; states: Uint8Array; ticks: number } {
    const ticks = this.ticks.length;
    const values = new Float64Array(ticks * this.layout.length);
    const states = new Uint8Array(ticks * this.layout.length);
    const column = new Float64Array(this.layout.length);
    for (const [at, tick] of this.ticks.entries()) {
      const opened = new TickColumn(tick.data);
      opened.applyAll(column);
      for (let slot = 0; slot < opened.n; slot++) {
        values[slot * ticks + at] = column[slot] ?? NaN;
        states[slot * ticks + at] = opened.stateOf(slot);
      }
    }
    return { values, states, ticks };
  }
}
