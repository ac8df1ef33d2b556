import { structuredPatch } from 'diff';
import type { DiffLine } from '../../../shared/contract/settings';

const around = 3;

/** The lines that differ between two texts, with three lines round each, in the order of the text. Line ends do not count as lines' text. */
export function diffLines(before: string, after: string): DiffLine[] {
  if (before === after) return [];
  const { hunks } = structuredPatch('', '', before, after, '', '', { context: around });
  return hunks.flatMap((hunk) => {
    let old = hunk.oldStart;
    let now = hunk.newStart;
    return hunk.lines.flatMap((line): DiffLine[] => {
      const text = line.slice(1).replace(/\r$/, '');
      if (line.startsWith('+')) return [{ kind: 'added', before: null, after: now++, text }];
      if (line.startsWith('-')) return [{ kind: 'removed', before: old++, after: null, text }];
      // What is left are lines that stay, and a word about a missing end of the last line.
      return line.startsWith('\\') ? [] : [{ kind: 'same', before: old++, after: now++, text }];
    });
  });
}
