import type { TrendLine } from '../../../shared/contract/trends';

/** One stage of a funnel. */
export interface FunnelStage {
  readonly name: string;
  readonly value: number | null;
  /** Of the first stage; null: it cannot be told. */
  readonly ofFirst: number | null;
  /** Of the stage before: the share that went on. */
  readonly ofBefore: number | null;
}

/** The newest value of each line in the order of the queries, and what share of the stage before came that far. */
export function funnelStages(lines: readonly TrendLine[]): readonly FunnelStage[] {
  const first = lines[0]?.current ?? null;
  return lines.map(({ name, current }, index) => ({
    name,
    value: current,
    ofFirst: share(current, first),
    ofBefore: index === 0 ? null : share(current, lines[index - 1]?.current ?? null),
  }));
}

const share = (part: number | null, whole: number | null): number | null =>
  part === null || whole === null || whole <= 0 ? null : part / whole;
