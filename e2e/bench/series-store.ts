import { fileURLToPath } from 'node:url';
import type { BenchRow } from './row';
import { mustRun } from './run-program';
import { say } from './say';
import { seriesMeasured, type SeriesMeasured } from './series-measured';

/** The series store by itself, in a process of its own for each part. Nothing here has a peer. */
export async function benchSeriesStore(): Promise<BenchRow[]> {
  const measure = async (part: string): Promise<Partial<SeriesMeasured>> => {
    say(`trends: ${part}`);
    const child = fileURLToPath(new URL('series-child.js', import.meta.url));
    return seriesMeasured.partial().parse(JSON.parse(await mustRun(process.execPath, [child, part])));
  };
  const found = seriesMeasured.parse({
    ...(await measure('ingest')),
    ...(await measure('density')),
    ...(await measure('queries')),
  });
  const row = (name: string, value: number, unit: string, most: number | null): BenchRow => ({
    name: `trends: ${name}`,
    value,
    unit,
    peer: null,
    ratio: null,
    bar: most === null ? 'none, for information' : `under ${most} ${unit}`,
    holds: most === null || value < most,
  });
  return [
    row('500 targets x 1,000 series each 10 s: processor seconds a second', found.cpuPerSecond, 's', null),
    row('the same: peak memory', found.residentMb, 'MB', 600),
    row('the same: slowest append of one target', found.slowestAppendMs, 'ms', null),
    row('the same: slowest piece of background work', found.slowestWorkMs, 'ms', null),
    row('opening that file', found.openMs, 'ms', 400),
    row('a sample of node_exporter data, sealed raw', found.rawBytes, 'B', 2),
    row('a sample of it with minutes and index, the whole file', found.fileBytes, 'B', null),
    row('24 h of one series to 150 points, blocks not read yet', found.day1, 'ms', 5),
    row('24 h of 100 series to 150 points, blocks not read yet', found.day100, 'ms', 100),
    row('365 d of one series to 150 points, blocks not read yet', found.year1, 'ms', 5),
    row('365 d of 100 series to 150 points, blocks not read yet', found.year100, 'ms', 100),
    row('24 h of one series to 150 points, again', found.day1Again, 'ms', 5),
    row('24 h of 100 series to 150 points, again', found.day100Again, 'ms', 100),
    row('365 d of one series to 150 points, again', found.year1Again, 'ms', 5),
    row('365 d of 100 series to 150 points, again', found.year100Again, 'ms', 100),
    row('7 d of 100 series to 150 points', found.week100, 'ms', null),
    row('1 h of 100 series to 150 points', found.hour100, 'ms', null),
  ];
}
