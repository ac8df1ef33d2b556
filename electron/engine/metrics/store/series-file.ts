import { isCounter } from '../../../../shared/series/counter-name';
import type { Labels } from '../../../../shared/series/series-key';
import { BlockCache } from './block-cache';
import { Head } from './head';
import { LabelIndex } from './label-index';
import type { Db } from './open-file';
import { prepareStatements, RAW, ticksPerHead, type Statements } from './statements';

/** Room for decoded blocks: a day of some 1,000 series, or a year of 300. */
const cacheBytes = 32 << 20;

/** Where series come from, and how far its data is rolled up (ms: all before is). */
export interface Source {
  readonly id: number;
  readonly name: string;
  hourDone: number;
  dayDone: number;
  readonly targets: Target[];
}

/** What is read of a source in one go. */
export interface Target {
  readonly id: number;
  readonly name: string;
  readonly source: Source;
  /** What is not sealed, oldest first; the last one may still be open. `head` is null until it is needed. */
  readonly parts: HeadPart[];
  /** Series that had no room, since there was some; the list is cut off where it says enough. */
  readonly refused: Map<string, Labels>;
  /** Series that were given a number for this target and have not come with a tick yet: they take room as well. */
  readonly pending: Set<number>;
  /** When series that were gone last gave their room back, ms. */
  clearedAt: number;
}

export interface HeadPart {
  readonly id: number;
  fromMs: number;
  closed: boolean;
  head: Head | null;
}

/** A metric's metadata, as the pages say it. */
export interface MetricInfo {
  readonly type: string;
  readonly help: string | null;
  readonly unit: string | null;
}

/** An open series file with what is known of it in memory. Its methods throw what better-sqlite3 throws, and BadBlock. */
export class SeriesFile {
  readonly statements: Statements;
  readonly index: LabelIndex;
  readonly sources = new Map<string, Source>();
  readonly targets = new Map<string, Target>();
  private readonly sourceById = new Map<number, Source>();
  private metricInfo: Map<string, MetricInfo> | null = null;
  private readonly newMetrics = new Set<string>();
  private nextHead = 1;
  private nextRun: number;
  /** What was drawn lately, decoded. */
  readonly decoded = new BlockCache(cacheBytes);
  /** Blocks that could not be read since the file was opened. */
  damagedBlocks = 0;

  constructor(readonly db: Db) {
    this.statements = prepareStatements(db);
    this.index = new LabelIndex(this.statements);
    this.nextRun = (this.statements.lastRun.get() ?? 0) + 1;
    for (const row of this.statements.sources.all())
      this.addSource({ id: row.id, name: row.name, hourDone: row.hour_done, dayDone: row.day_done, targets: [] });
    const byId = new Map<number, Target>();
    for (const row of this.statements.targets.all()) {
      const source = this.sourceById.get(row.source);
      if (source) byId.set(row.id, this.addTarget(row.id, row.name, source));
    }
    for (const row of this.statements.heads.all()) {
      byId.get(row.target)?.parts.push({ id: row.id, fromMs: row.from_ms, closed: row.closed === 1, head: null });
      this.nextHead = row.id + 1;
    }
  }

  /** A target by its name, made with its source where there is none. Not inside a transaction: what is made has to last. */
  target(sourceName: string, targetName: string): Target {
    const found = this.targets.get(targetName);
    if (found) return found;
    let source = this.sources.get(sourceName);
    if (!source) {
      source = { id: this.sources.size + 1, name: sourceName, hourDone: 0, dayDone: 0, targets: [] };
      this.statements.addSource.run(source.id, sourceName);
      this.addSource(source);
    }
    const id = this.targets.size + 1;
    this.statements.addTarget.run(id, source.id, targetName);
    return this.addTarget(id, targetName, source);
  }

  private addSource(source: Source): void {
    this.sources.set(source.name, source);
    this.sourceById.set(source.id, source);
  }

  private addTarget(id: number, name: string, source: Source): Target {
    const target: Target = { id, name, source, parts: [], refused: new Map(), pending: new Set(), clearedAt: -Infinity };
    this.targets.set(name, target);
    source.targets.push(target);
    return target;
  }

  sourceOf(series: number): Source | undefined {
    return this.sourceById.get(this.index.sourceOf(series));
  }

  /** Reads the series of a source, once, and the times of those in its heads. */
  load(source: Source): void {
    this.index.load(source.id, () => {
      // Sealed blocks are not read for it: no series of the source can have anything newer than this.
      return this.statements.newestRun.get(source.id, RAW) ?? -Infinity;
    });
  }

  loadAll(): void {
    for (const source of this.sources.values()) this.load(source);
  }

  /** The heads of a target, oldest first, read from the file where they have not been. */
  heads(target: Target): Head[] {
    this.load(target.source);
    return target.parts.map((part) => (part.head ??= this.readHead(part)));
  }

  private readHead(part: HeadPart): Head {
    const row = this.statements.head.get(part.id);
    const head = new Head(part.id, part.fromMs, row ? integersIn(row.layout) : [], row ? floatsIn(row.carry) : []);
    head.closed = part.closed;
    for (const tick of this.statements.ticks.all(part.id * ticksPerHead, (part.id + 1) * ticksPerHead - 1)) {
      head.replay(tick);
      for (const series of head.layout) if (tick.at > this.index.newestOf(series)) this.index.setNewest(series, tick.at);
    }
    return head;
  }

  /** Forgets what is in memory of a target's heads: it is read anew when it is needed. */
  forget(target: Target): void {
    target.parts.splice(0);
    target.clearedAt = -Infinity;
    for (const row of this.statements.heads.all())
      if (row.target === target.id) target.parts.push({ id: row.id, fromMs: row.from_ms, closed: row.closed === 1, head: null });
  }

  /** Begins a head, inside the caller's transaction. */
  begin(target: Target, atMs: number, layout: number[], carry: number[]): HeadPart {
    const head = new Head(this.nextHead++, atMs, layout, carry);
    this.statements.addHead.run(head.id, target.id, atMs, bytesOf(Int32Array.from(layout)), bytesOf(Float64Array.from(carry)));
    const part = { id: head.id, fromMs: atMs, closed: false, head };
    target.parts.push(part);
    target.pending.clear();
    return part;
  }

  /** Closes a head: nothing is added to it any more. */
  close(part: HeadPart): void {
    this.statements.closeHead.run(part.id);
    part.closed = true;
    if (part.head) part.head.closed = true;
  }

  /** Writes a head's layout after series joined, inside the caller's transaction. */
  writeLayout(head: Head): void {
    this.statements.setLayout.run(bytesOf(Int32Array.from(head.layout)), bytesOf(Float64Array.from(head.carry)), head.id);
  }

  /** A number for a run that nothing has had. */
  newRun(): number {
    return this.nextRun++;
  }

  info(metric: string): MetricInfo | undefined {
    return this.allInfo().get(metric);
  }

  /** Notes what a page says about a metric; it is written with the next tick. */
  describe(metric: string, info: MetricInfo): void {
    const all = this.allInfo();
    const known = all.get(metric);
    if (known && known.type === info.type && known.help === info.help && known.unit === info.unit) return;
    all.set(metric, info);
    this.newMetrics.add(metric);
  }

  /** Writes what `describe` noted, inside the caller's transaction. */
  writeMetrics(): void {
    for (const name of this.newMetrics) {
      const info = this.info(name);
      if (info) this.statements.putMetric.run(name, info.type, info.help, info.unit);
    }
  }

  wroteMetrics(): void {
    this.newMetrics.clear();
  }

  isCounter(series: number): boolean {
    const name = this.index.nameOf(series);
    return isCounter(name, (metric) => this.info(metric)?.type);
  }

  private allInfo(): Map<string, MetricInfo> {
    this.metricInfo ??= new Map(this.statements.metrics.all().map(({ name, type, help, unit }) => [name, { type, help, unit }]));
    return this.metricInfo;
  }
}

function bytesOf(numbers: Int32Array | Float64Array): Uint8Array {
  return new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
}

/** A copy: where SQLite puts a value has no alignment. */
function integersIn(bytes: Buffer): number[] {
  return [...new Int32Array(Uint8Array.from(bytes).buffer)];
}

function floatsIn(bytes: Buffer): number[] {
  return [...new Float64Array(Uint8Array.from(bytes).buffer)];
}
