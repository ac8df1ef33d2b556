import { z } from 'zod';

/** What the process that measures the series store says. Times in ms. */
export const seriesMeasured = z.object({
  /** Processor seconds for each second of 500 targets of 1,000 series every 10 s. */
  cpuPerSecond: z.number(),
  slowestAppendMs: z.number(),
  slowestWorkMs: z.number(),
  /** Peak, all of Node included. */
  residentMb: z.number(),
  openMs: z.number(),
  /** A sample of a made-up node_exporter page: sealed raw blocks; the whole file with its minutes and its index. */
  rawBytes: z.number(),
  fileBytes: z.number(),
  /** The first time after the store was opened; `Again`: the same question a moment later. */
  day1: z.number(),
  day100: z.number(),
  week100: z.number(),
  hour100: z.number(),
  year1: z.number(),
  year100: z.number(),
  day1Again: z.number(),
  day100Again: z.number(),
  year1Again: z.number(),
  year100Again: z.number(),
});

export type SeriesMeasured = z.infer<typeof seriesMeasured>;
