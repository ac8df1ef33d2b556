import type { TrendMark } from '../../../shared/contract/trends';

/** Marks that stand too near to one another to be pressed one by one. */
export interface MarkCluster {
  /** Where its shape stands: at the weightiest of them. */
  readonly x: number;
  readonly first: TrendMark;
  readonly marks: readonly TrendMark[];
}

const weight: Readonly<Record<TrendMark['kind'], number>> = { rollback: 3, everywhere: 2, canary: 1, check: 0, configuration: 0 };

/** Gathers marks nearer than `apart` pixels. What is weightiest stands for all of them: a rollback before everything else. */
export function clusterMarks(marks: readonly TrendMark[], x: (at: number) => number, apart: number): readonly MarkCluster[] {
  const clusters: MarkCluster[] = [];
  for (const mark of [...marks].sort((a, b) => a.at - b.at)) {
    let cluster: MarkCluster = { x: x(mark.at), first: mark, marks: [mark] };
    // A cluster that takes one in may itself come nearer to the one before it.
    for (let last = clusters.at(-1); last && cluster.x - last.x < apart; last = clusters.at(-1)) {
      clusters.pop();
      cluster = joined(last, cluster);
    }
    clusters.push(cluster);
  }
  return clusters;
}

function joined(one: MarkCluster, other: MarkCluster): MarkCluster {
  const { x, first } = weight[one.first.kind] >= weight[other.first.kind] ? one : other;
  return { x, first, marks: [...one.marks, ...other.marks] };
}

/** The pushes in a cluster, each once, in their order. */
export const pushesOf = (marks: readonly TrendMark[]): readonly string[] => [
  ...new Set(marks.flatMap((mark) => (mark.push === null ? [] : [mark.push]))),
];
