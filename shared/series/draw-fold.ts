import { FOLLOWS, NONE, type Axis, type TierColumns, type TimeSpan } from './tier-columns';
import { GAP_AFTER, GAP_BEFORE, RESET } from './tier-points';

/** A column for each thing that is drawn, filled up to `n`. */
export interface Folded {
  readonly n: number;
  readonly t: Float64Array;
  readonly min: Float64Array;
  readonly max: Float64Array;
  readonly mean: Float64Array;
  readonly last: Float64Array;
  readonly count: Float64Array;
  readonly counted: Float64Array;
  readonly flags: Uint8Array;
}

/**
 * Folds the buckets of one series into those that are drawn, straight from the columns of its blocks: the same as `foldPoints`, without making points first.
 * What is added has to come in the order of its times; what does not is not taken, and `isMixed` says that all of it has to be read another way.
 */
export class DrawFold {
  private n = 0;
  private readonly t: Float64Array;
  private readonly min: Float64Array;
  private readonly max: Float64Array;
  private readonly mean: Float64Array;
  private readonly last: Float64Array;
  private readonly count: Float64Array;
  private readonly counted: Float64Array;
  private readonly flags: Uint8Array;
  private lastAt = -Infinity;
  /** The bucket that is being filled: it ends before `openTo`. Sums have what they lost beside them (Neumaier), as small and large go together. */
  private openTo = -Infinity;
  private readonly open = new Float64Array(10);
  private openFlags = 0;
  isMixed = false;

  /** At most `capacity` buckets of `widthMs` are made, beginning at multiples of it. */
  constructor(
    private readonly widthMs: number,
    capacity: number,
  ) {
    const columns = new Float64Array(7 * capacity);
    const column = (at: number) => columns.subarray(at * capacity, (at + 1) * capacity);
    this.t = column(0);
    this.min = column(1);
    this.max = column(2);
    this.mean = column(3);
    this.last = column(4);
    this.count = column(5);
    this.counted = column(6);
    this.flags = new Uint8Array(capacity);
  }

  /** Adds those buckets of a block that begin in the span. */
  add(columns: TierColumns, axis: Axis, span: TimeSpan): void {
    const { n, places, data, end, lost, base, flags } = columns;
    const { open } = this;
    let { openTo, lastAt, openFlags } = this;
    let min = open[0] ?? NaN;
    let max = open[1] ?? NaN;
    let sum = open[2] ?? 0;
    let sumRest = open[3] ?? 0;
    let count = open[4] ?? 0;
    let last = open[5] ?? NaN;
    let from = open[6] ?? NaN;
    let reached = open[7] ?? NaN;
    let taken = open[8] ?? 0;
    let takenRest = open[9] ?? 0;
    for (let at = 0; at < n; at++) {
      const t = axis.fromMs + (places === null ? at : (places[at] ?? 0)) * axis.widthMs;
      if (t < span.fromMs) continue;
      if (t >= span.toMs) break;
      // The same time again is the rest of that bucket: a head may end within a minute.
      if (t < lastAt) {
        this.isMixed = true;
        return;
      }
      lastAt = t;
      if (t >= openTo) {
        if (openTo > -Infinity) {
          this.push(openTo, openFlags, min, max, exact(sum, sumRest), count, last, reached - from + exact(taken, takenRest));
        }
        openTo = (Math.floor(t / this.widthMs) + 1) * this.widthMs;
        min = max = last = from = reached = NaN;
        sum = sumRest = count = taken = takenRest = 0;
        openFlags = flags === FOLLOWS ? 0 : (data[flags + at] ?? 0) & GAP_BEFORE;
      }
      const low = data[columns.min + at] ?? NaN;
      const high = data[columns.max + at] ?? NaN;
      // Both are NaN until there is a number, and every comparison with that is false.
      if (!(low >= min) && low === low) min = low;
      if (!(high <= max) && high === high) max = high;
      last = data[columns.last + at] ?? NaN;
      const readings = data[columns.count + at] ?? 0;
      count += readings;
      const own = columns.sum === FOLLOWS ? last * readings : (data[columns.sum + at] ?? 0);
      const total = sum + own;
      sumRest += Math.abs(sum) >= Math.abs(own) ? sum - total + own : own - total + sum;
      sum = total;
      openFlags &= ~GAP_AFTER;
      if (flags !== FOLLOWS) openFlags |= (data[flags + at] ?? 0) & (GAP_AFTER | RESET);
      if (end === NONE) continue;
      const came = base !== FOLLOWS ? (data[base + at] ?? NaN) : at === 0 ? columns.first : (data[end + at - 1] ?? NaN);
      if (Number.isNaN(came)) continue;
      if (Number.isNaN(from)) from = came;
      else if (reached !== came) {
        // What was counted between two buckets that do not know of each other is not known: it is not added.
        const gap = reached - came;
        const next = taken + gap;
        takenRest += Math.abs(taken) >= Math.abs(gap) ? taken - next + gap : gap - next + taken;
        taken = next;
      }
      if (lost !== FOLLOWS) {
        const more = data[lost + at] ?? 0;
        const next = taken + more;
        takenRest += Math.abs(taken) >= Math.abs(more) ? taken - next + more : more - next + taken;
        taken = next;
      }
      reached = data[end + at] ?? NaN;
    }
    this.openTo = openTo;
    this.lastAt = lastAt;
    this.openFlags = openFlags;
    open[0] = min;
    open[1] = max;
    open[2] = sum;
    open[3] = sumRest;
    open[4] = count;
    open[5] = last;
    open[6] = from;
    open[7] = reached;
    open[8] = taken;
    open[9] = takenRest;
  }

  /** Everything that was added. Nothing may be added afterwards. */
  take(): Folded {
    const of = (at: number) => this.open[at] ?? NaN;
    if (this.openTo > -Infinity) {
      const counted = of(7) - of(6) + exact(of(8), of(9));
      this.push(this.openTo, this.openFlags, of(0), of(1), exact(of(2), of(3)), of(4), of(5), counted);
    }
    this.openTo = -Infinity;
    const { n, t, mean, counted, flags } = this;
    return { n, t, min: this.min, max: this.max, mean, last: this.last, count: this.count, counted, flags };
  }

  private push(
    toMs: number,
    flags: number,
    min: number,
    max: number,
    sum: number,
    count: number,
    last: number,
    counted: number,
  ): void {
    const { n } = this;
    this.t[n] = toMs - this.widthMs;
    this.min[n] = min;
    this.max[n] = max;
    this.mean[n] = count === 0 ? NaN : sum / count;
    this.last[n] = last;
    this.count[n] = count;
    this.counted[n] = counted;
    this.flags[n] = flags;
    this.n = n + 1;
  }
}

/** A sum with what it lost. With an infinity in it, the rest is NaN and means nothing. */
function exact(sum: number, rest: number): number {
  return Number.isFinite(sum) ? sum + rest : sum;
}
