/** One line of the benchmark: what was measured, against whom, and whether it holds. */
export type BenchRow = {
  name: string;
  value: number;
  unit: string;
  /** What another program needs for the same; null where there is none to compare with. */
  peer: number | null;
  peerName?: string;
  /** value / peer. */
  ratio: number | null;
  /** What has to be true, in words. */
  bar: string;
  holds: boolean;
};
