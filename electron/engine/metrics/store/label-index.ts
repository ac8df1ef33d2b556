import { NAME_LABEL, emptyLabels, type Labels } from '../../../../shared/series/series-key';
import type { Statements } from './statements';

/** What is asked of a label: made from a matcher. A label that is not there is the empty string. */
export interface LabelTest {
  readonly label: string;
  readonly accepts: (value: string) => boolean;
}

/**
 * Which series there are, in memory: numbers only, as half a million label sets as objects would be too many. A label with its value is a number
 * ("pair"), a series is its pairs in one long array, and is found by a hash over them. The series of a source are read from the file
 * when that source is first touched.
 */
export class LabelIndex {
  private readonly labels: string[] = [];
  private readonly values: string[] = [];
  private readonly pairOf = new Map<string, number>();
  /** By series: where its pairs begin in `flat`, how many there are, its source, and the time of its newest sample (ms). */
  private start = new Int32Array(1024);
  private size = new Uint16Array(1024);
  private source = new Int32Array(1024).fill(-1);
  private newest = new Float64Array(1024).fill(-Infinity);
  private flat = new Int32Array(4096);
  private flatEnd = 0;
  private table = new Int32Array(4096).fill(-1);
  private known = 0;
  private next = 0;
  private readonly byName = new Map<number, number[]>();
  private readonly loaded = new Set<number>();
  private arePairsLoaded = false;
  /** Made since the last commit: to be written with the samples that brought them. */
  private readonly newPairs = new Set<number>();
  private readonly newSeries = new Set<number>();

  constructor(private readonly statements: Statements) {
    this.next = (statements.lastSeries.get() ?? -1) + 1;
  }

  /** Reads the series of a source, once. `newestOf` is asked for the newest sample that its sealed blocks can have. */
  load(source: number, newestOf: () => number): void {
    if (this.loaded.has(source)) return;
    this.loadPairs();
    const rows = this.statements.seriesOf.all(source);
    const newest = rows.length === 0 ? -Infinity : newestOf();
    for (const { id, pairs } of rows) {
      const list: number[] = [];
      for (let at = 0; at < pairs.length; at += 4) list.push(pairs.readUInt32LE(at));
      this.put(id, source, list, newest);
    }
    this.loaded.add(source);
  }

  private loadPairs(): void {
    if (this.arePairsLoaded) return;
    for (const { id, label, value } of this.statements.pairs.all()) {
      this.labels[id] = label;
      this.values[id] = value;
      this.pairOf.set(keyOf(label, value), id);
    }
    this.arePairsLoaded = true;
  }

  /** The number of a series of a loaded source; null: there is none yet. */
  find(source: number, name: string, labels: Labels): number | null {
    const pairs = this.pairsOf(name, labels, false);
    return pairs === null ? null : this.lookUp(source, pairs);
  }

  /** The number of a series of a loaded source, which is made if there is none. It is kept once `writeNew` was committed. */
  make(source: number, name: string, labels: Labels): number {
    const pairs = this.pairsOf(name, labels, true) ?? [];
    const found = this.lookUp(source, pairs);
    if (found !== null) return found;
    const id = this.next++;
    this.put(id, source, pairs, -Infinity);
    this.newSeries.add(id);
    return id;
  }

  private pairsOf(name: string, labels: Labels, isMade: boolean): number[] | null {
    const keys = Object.keys(labels).filter((label) => label !== NAME_LABEL && labels[label] !== '');
    if (keys.length > 1) keys.sort();
    const pairs: number[] = [];
    const add = (label: string, value: string): boolean => {
      const key = keyOf(label, value);
      let pair = this.pairOf.get(key);
      if (pair === undefined) {
        if (!isMade) return false;
        pair = this.labels.length;
        this.labels.push(label);
        this.values.push(value);
        this.pairOf.set(key, pair);
        this.newPairs.add(pair);
      }
      pairs.push(pair);
      return true;
    };
    if (!add(NAME_LABEL, name)) return null;
    for (const label of keys) if (!add(label, labels[label] ?? '')) return null;
    return pairs;
  }

  /** Writes pairs and series that are not in the file yet, inside the caller's transaction. */
  writeNew(): void {
    for (const pair of this.newPairs) this.statements.addPair.run(pair, this.labels[pair] ?? '', this.values[pair] ?? '');
    for (const id of this.newSeries) {
      const start = this.start[id] ?? 0;
      const size = this.size[id] ?? 0;
      const bytes = Buffer.alloc(size * 4);
      for (let at = 0; at < size; at++) bytes.writeUInt32LE(this.flat[start + at] ?? 0, at * 4);
      this.statements.addSeries.run(id, this.source[id] ?? 0, bytes);
    }
  }

  get hasNew(): boolean {
    return this.newSeries.size > 0;
  }

  /** What `writeNew` wrote was committed. */
  wroteNew(): void {
    this.newPairs.clear();
    this.newSeries.clear();
  }

  sourceOf(series: number): number {
    return this.source[series] ?? -1;
  }

  /** Series of a loaded source, in the order of their numbers. */
  ofSource(source: number): number[] {
    const found: number[] = [];
    for (let id = 0; id < this.next; id++) if (this.source[id] === source) found.push(id);
    return found;
  }

  /** Time of the newest sample of a series, ms; -Infinity: none. After a start, of any series of its source. */
  newestOf(series: number): number {
    return this.newest[series] ?? -Infinity;
  }

  setNewest(series: number, at: number): void {
    this.newest[series] = at;
  }

  /** Labels of a series, with its name in `__name__`. */
  labelsOf(series: number): Labels {
    const labels = emptyLabels();
    const start = this.start[series] ?? 0;
    for (let at = start; at < start + (this.size[series] ?? 0); at++) {
      const pair = this.flat[at] ?? 0;
      labels[this.labels[pair] ?? ''] = this.values[pair] ?? '';
    }
    return labels;
  }

  /** Name of a series' metric. */
  nameOf(series: number): string {
    return this.values[this.flat[this.start[series] ?? 0] ?? 0] ?? '';
  }

  /** Series of the loaded sources that pass all tests, in the order of their numbers. */
  select(tests: readonly LabelTest[]): number[] {
    const found: number[] = [];
    const verdicts = tests.map((test) => new PairTest(test, this.labels, this.values));
    const nameTest = tests.find(({ label }) => label === NAME_LABEL);
    for (const [pair, list] of this.byName) {
      if (nameTest && !nameTest.accepts(this.values[pair] ?? '')) continue;
      for (const id of list) {
        const start = this.start[id] ?? 0;
        const end = start + (this.size[id] ?? 0);
        if (verdicts.every((verdict) => verdict.passes(this.flat, start, end))) found.push(id);
      }
    }
    return found.sort((a, b) => a - b);
  }

  /** Labels that the given series have. */
  labelNames(series: readonly number[]): string[] {
    const names = new Set<string>();
    for (const pair of this.pairsIn(series)) names.add(this.labels[pair] ?? '');
    return [...names].sort();
  }

  /** Values that a label has among the given series. */
  labelValues(label: string, series: readonly number[]): string[] {
    const values: string[] = [];
    for (const pair of this.pairsIn(series)) if (this.labels[pair] === label) values.push(this.values[pair] ?? '');
    return values.sort();
  }

  /** Every metric's name with its series. */
  *metrics(): Generator<readonly [name: string, series: readonly number[]]> {
    for (const [pair, list] of this.byName) yield [this.values[pair] ?? '', list];
  }

  private pairsIn(series: readonly number[]): Set<number> {
    const pairs = new Set<number>();
    for (const id of series) {
      const start = this.start[id] ?? 0;
      for (let at = start; at < start + (this.size[id] ?? 0); at++) pairs.add(this.flat[at] ?? 0);
    }
    return pairs;
  }

  private put(id: number, source: number, pairs: readonly number[], newest: number): void {
    if (id >= this.start.length) this.growSeries(id);
    if (this.flatEnd + pairs.length > this.flat.length) {
      const bigger = new Int32Array(this.flat.length * 2 + pairs.length);
      bigger.set(this.flat);
      this.flat = bigger;
    }
    this.start[id] = this.flatEnd;
    this.size[id] = pairs.length;
    this.source[id] = source;
    this.newest[id] = newest;
    this.flat.set(pairs, this.flatEnd);
    this.flatEnd += pairs.length;
    const name = pairs[0] ?? 0;
    const list = this.byName.get(name);
    if (list) list.push(id);
    else this.byName.set(name, [id]);
    this.known += 1;
    if (this.known * 2 > this.table.length) this.growTable();
    else this.enter(id);
  }

  private growSeries(id: number): void {
    const length = Math.max(this.start.length * 2, id + 1);
    const start = new Int32Array(length);
    start.set(this.start);
    const size = new Uint16Array(length);
    size.set(this.size);
    const source = new Int32Array(length).fill(-1);
    source.set(this.source);
    const newest = new Float64Array(length).fill(-Infinity);
    newest.set(this.newest);
    Object.assign(this, { start, size, source, newest });
  }

  private growTable(): void {
    this.table = new Int32Array(this.table.length * 2).fill(-1);
    for (const list of this.byName.values()) for (const id of list) this.enter(id);
  }

  private enter(id: number): void {
    const start = this.start[id] ?? 0;
    let place = this.placeOf(hashOf(this.source[id] ?? 0, this.flat, start, start + (this.size[id] ?? 0)));
    while (this.table[place] !== -1) place = (place + 1) & (this.table.length - 1);
    this.table[place] = id;
  }

  private lookUp(source: number, pairs: readonly number[]): number | null {
    let place = this.placeOf(hashOf(source, pairs, 0, pairs.length));
    for (;;) {
      const id = this.table[place] ?? -1;
      if (id === -1) return null;
      if (this.source[id] === source && this.size[id] === pairs.length) {
        const start = this.start[id] ?? 0;
        let at = 0;
        while (at < pairs.length && this.flat[start + at] === pairs[at]) at++;
        if (at === pairs.length) return id;
      }
      place = (place + 1) & (this.table.length - 1);
    }
  }

  private placeOf(hash: number): number {
    return (hash >>> 0) & (this.table.length - 1);
  }
}

/** A test of one label, asked of each pair only once. */
class PairTest {
  /** By pair: 0 not asked yet, 1 passes, 2 does not, 3 is of another label. */
  private readonly verdicts: Uint8Array;
  private readonly withoutLabel: boolean;

  constructor(
    private readonly test: LabelTest,
    private readonly labels: readonly string[],
    private readonly values: readonly string[],
  ) {
    this.verdicts = new Uint8Array(labels.length);
    this.withoutLabel = test.accepts('');
  }

  passes(flat: Int32Array, start: number, end: number): boolean {
    for (let at = start; at < end; at++) {
      const pair = flat[at] ?? 0;
      let verdict = this.verdicts[pair] ?? 0;
      if (verdict === 0) {
        verdict = this.labels[pair] !== this.test.label ? 3 : this.test.accepts(this.values[pair] ?? '') ? 1 : 2;
        this.verdicts[pair] = verdict;
      }
      if (verdict !== 3) return verdict === 1;
    }
    return this.withoutLabel;
  }
}

/** The length says where the label ends, whatever characters it has. */
function keyOf(label: string, value: string): string {
  return `${label.length}:${label}${value}`;
}

function hashOf(source: number, pairs: ArrayLike<number>, start: number, end: number): number {
  let hash = Math.imul(source + 1, 0x9e3779b1);
  for (let at = start; at < end; at++) {
    hash = Math.imul(hash ^ (pairs[at] ?? 0), 0x85ebca6b);
    hash ^= hash >>> 13;
  }
  return Math.imul(hash, 0xc2b2ae35) ^ (hash >>> 16);
}
