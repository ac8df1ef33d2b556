import type { TrendMark } from '../../../shared/contract/trends';

/** Marks that stand too near to one another to be pressed one by one. */
export interface MarkCluster {
  /** Where its shape stands: at the weightiest of them. */
  readonly x: number;
  readonly first: TrendMark;
  readonly marks: readonly TrendMark[];
}

const weight: Readonly<Record<TrendMark['kind'], number>> = { rollback: 3, everywhere: 2, canary: 1, configuration: 0 };

/** Gathers marks nearer than `apart` pixels. What is weightiest stands for all of them: a rollback before everything else. */
export function clusterMarks(marks: readonly TrendMark[], x: (at: number) => number, apart: number): readonly MarkCluster[] {
  const clusters: { from: number; marks: TrendMark[] }[] = [];
  for (const mark of [...marks].sort((a, b) => a.at - b.at)) {
    const last = clusters.at(-1);
    if (last && x(mark.at) - last.from < apart) last.marks.push(mark);
    else clusters.push({ from: x(mark.at), marks: [mark] });
  }
  return clusters.flatMap(({ marks: near }) => {
    const first = near.reduce<TrendMark | null>(
      (best, mark) => (best && weight[best.kind] >= weight[mark.kind] ? best : mark),
      null,
    );
    return first ? [{ x: x(first.at), first, marks: near }] : [];
  });
}

/** The pushes in a cluster, each once, in their order. */
export const pushesOf = (marks: readonly TrendMark[]): readonly string[] => [
  ...new Set(marks.flatMap((mark) => (mark.push === null ? [] : [mark.push]))),
];
