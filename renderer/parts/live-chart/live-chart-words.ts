import type { LiveMark } from './live-chart-data';

/** A line's name at its right end. */
export interface EndLabel {
  readonly index: number;
  readonly y: number;
}

/**
 * Heights for the names of lines that end at `ends`: as near to the line as they can be without touching one another, within `top` and
 * `bottom`.
 */
export function spreadLabels(
  ends: readonly { readonly index: number; readonly y: number }[],
  gap: number,
  top: number,
  bottom: number,
): readonly EndLabel[] {
  const placed = [...ends].sort((a, b) => a.y - b.y).map((end) => ({ ...end }));
  let least = top;
  for (const label of placed) {
    label.y = Math.max(label.y, least);
    least = label.y + gap;
  }
  let most = bottom;
  for (const label of placed.toReversed()) {
    label.y = Math.min(label.y, most);
    most = label.y - gap;
  }
  return placed;
}

/** The word of a mark over its line; `shown` false: no room, the line stands alone and the table has the word. */
export interface PlacedMark {
  readonly mark: LiveMark;
  readonly x: number;
  readonly before: boolean;
  readonly shown: boolean;
}

/** Words stand to the right of their line, to its left at the edge; one that would touch another is left out, the newest stay. */
export function placeMarks(
  marks: readonly LiveMark[],
  x: (t: number) => number,
  letter: number,
  left: number,
  right: number,
): readonly PlacedMark[] {
  const taken: { from: number; to: number }[] = [];
  const placed = [...marks]
    .sort((a, b) => b.at - a.at)
    .map((mark) => {
      const at = x(mark.at);
      const width = mark.word.length * letter + 8;
      const sides = [
        { before: false, from: at, to: at + width },
        { before: true, from: at - width, to: at },
      ];
      const free = sides.find(
        (side) => side.from >= left && side.to <= right && !taken.some((other) => other.from < side.to && side.from < other.to),
      );
      if (free) taken.push(free);
      return { mark, x: at, before: free?.before ?? false, shown: free !== undefined };
    });
  return placed.reverse();
}
