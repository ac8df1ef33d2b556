import type { Instruction } from './program';
import type { Edge, Ranges } from './syntax';

/**
 * Runs a program over a whole text, all its threads side by side (Pike's machine, as RE2 does): time grows with text times program, never
 * more. Gives the places of the groups in `slots` (from, to; -1 where a group took no part), null when the whole text does not match.
 */
export function matchWhole(program: readonly Instruction[], text: string, slots: number): Int32Array | null {
  const codes = Array.from(text, (letter) => letter.codePointAt(0) ?? 0);
  let current = new Threads(program, codes, slots);
  let next = new Threads(program, codes, slots);
  current.add(0, 0, new Int32Array(slots).fill(-1));
  for (let at = 0; at < codes.length && current.size > 0; at++) {
    next.clear();
    const code = codes[at] ?? 0;
    for (let i = 0; i < current.size; i++) {
      const step = program[current.steps[i] ?? 0];
      if (step?.op === 'set' && includes(step.ranges, code)) next.add(step.next, at + 1, current.found[i] ?? new Int32Array(slots));
    }
    [current, next] = [next, current];
  }
  for (let i = 0; i < current.size; i++) {
    if (program[current.steps[i] ?? 0]?.op === 'match') return current.found[i] ?? null;
  }
  return null;
}

/** The steps that wait for a character, in their order of preference, each at most once. */
class Threads {
  readonly steps: number[] = [];
  readonly found: Int32Array[] = [];
  private readonly mark: Uint32Array;
  private round = 1;

  constructor(
    private readonly program: readonly Instruction[],
    private readonly codes: readonly number[],
    private readonly slots: number,
  ) {
    this.mark = new Uint32Array(program.length);
  }

  get size(): number {
    return this.steps.length;
  }

  clear(): void {
    this.steps.length = 0;
    this.found.length = 0;
    this.round++;
  }

  /** Follows what needs no character. With a stack of its own: a program is longer than a call stack is deep. */
  add(start: number, at: number, found: Int32Array): void {
    const open: { readonly index: number; readonly found: Int32Array }[] = [{ index: start, found }];
    for (let one = open.pop(); one; one = open.pop()) {
      if (this.mark[one.index] === this.round) continue;
      this.mark[one.index] = this.round;
      const step = this.program[one.index];
      if (!step) continue;
      if (step.op === 'split') open.push({ index: step.other, found: one.found }, { index: step.next, found: one.found });
      else if (step.op === 'save') open.push({ index: step.next, found: this.saved(one.found, step.slot, at) });
      else if (step.op === 'edge') {
        if (isAt(step.edge, this.codes, at)) open.push({ index: step.next, found: one.found });
      } else {
        this.steps.push(one.index);
        this.found.push(one.found);
      }
    }
  }

  private saved(found: Int32Array, slot: number, at: number): Int32Array {
    if (slot >= this.slots) return found;
    const copy = found.slice();
    copy[slot] = at;
    return copy;
  }
}

function includes(ranges: Ranges, code: number): boolean {
  for (let i = 0; i < ranges.length; i += 2) if (code >= (ranges[i] ?? 0) && code <= (ranges[i + 1] ?? 0)) return true;
  return false;
}

const isWord = (code: number | undefined): boolean =>
  code !== undefined && ((code >= 48 && code <= 57) || (code >= 65 && code <= 90) || code === 95 || (code >= 97 && code <= 122));

function isAt(edge: Edge, codes: readonly number[], at: number): boolean {
  switch (edge) {
    case 'text start':
      return at === 0;
    case 'text end':
      return at === codes.length;
    case 'line start':
      return at === 0 || codes[at - 1] === 10;
    case 'line end':
      return at === codes.length || codes[at] === 10;
    case 'word':
      return isWord(codes[at - 1]) !== isWord(codes[at]);
    case 'no word':
      return isWord(codes[at - 1]) === isWord(codes[at]);
  }
}
