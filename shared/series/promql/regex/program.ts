import type { Edge, Ranges, RegexNode } from './syntax';
import { BadRegex } from './syntax';

/** One step of a matcher. `split` tries `next` first, then `other`. */
export type Instruction =
  | { readonly op: 'set'; readonly ranges: Ranges; next: number }
  | { readonly op: 'split'; next: number; other: number }
  | { readonly op: 'save'; readonly slot: number; next: number }
  | { readonly op: 'edge'; readonly edge: Edge; next: number }
  | { readonly op: 'match' };

const MOST_INSTRUCTIONS = 5000;

/** The steps of a pattern, the first one first. Throws BadRegex when there are too many of them. */
export function compileRegex(node: RegexNode): readonly Instruction[] {
  const program: Instruction[] = [];
  const add = (instruction: Instruction): number => {
    if (program.length >= MOST_INSTRUCTIONS) throw new BadRegex('the pattern is too large');
    return program.push(instruction) - 1;
  };
  const split = (next: number, other: number, greedy: boolean): Instruction =>
    greedy ? { op: 'split', next, other } : { op: 'split', next: other, other: next };
  /** Adds what matches `part` and then goes on at `then`; returns where it begins. Built from the end, so nothing is patched but loops. */
  const build = (part: RegexNode, then: number): number => {
    switch (part.kind) {
      case 'empty':
        return then;
      case 'set':
        return add({ op: 'set', ranges: part.ranges, next: then });
      case 'edge':
        return add({ op: 'edge', edge: part.edge, next: then });
      case 'sequence':
        return part.parts.reduceRight((after, one) => build(one, after), then);
      case 'choice':
        return part.parts.map((one) => build(one, then)).reduceRight((other, first) => add({ op: 'split', next: first, other }));
      case 'group':
        return add({
          op: 'save',
          slot: 2 * part.index,
          next: build(part.of, add({ op: 'save', slot: 2 * part.index + 1, next: then })),
        });
      case 'repeat': {
        const { of, least, most, greedy } = part;
        let start = then;
        if (most === Infinity) {
          const loop = add({ op: 'split', next: then, other: then });
          const body = build(of, loop);
          program[loop] = split(body, then, greedy);
          start = loop;
        } else for (let i = least; i < most; i++) start = add(split(build(of, start), then, greedy));
        for (let i = 0; i < least; i++) start = build(of, start);
        return start;
      }
    }
  };
  const match = add({ op: 'match' });
  const start = build(node, match);
  return [{ op: 'split', next: start + 1, other: start + 1 }, ...program.map((one) => moved(one))];
}

/** The same step behind one more in front. */
function moved(one: Instruction): Instruction {
  if (one.op === 'match') return one;
  return one.op === 'split' ? { ...one, next: one.next + 1, other: one.other + 1 } : { ...one, next: one.next + 1 };
}
