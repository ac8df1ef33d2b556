import { ABSENT, packBlock, packNumbers, READING, STALE } from '../../../../shared/series/block';
import { packPoints } from '../../../../shared/series/tier-block';
import { foldRaw, noPoints, type RawColumns } from '../../../../shared/series/tier-points';
import type { Head } from './head';
import type { StoreOptions } from './options';
import { widthMs } from './read';
import type { HeadPart, SeriesFile, Target } from './series-file';
import { blocksPerRun, MINUTE, RAW, ticksPerHead } from './statements';

/** Bytes that SQLite itself needs for a block. */
export const rowBytes = 14;

/**
 * Turns a closed head into blocks, one a series, and their minutes, in slices of bounded length; each is a transaction, with how far it came. The last one
 * also removes the head: until then that is what is read, afterwards the blocks are, so no sample is ever there twice or not at all. Yields
 * after each slice. Begun again after a crash, it goes on where it was.
 */
export function* sealHead(file: SeriesFile, options: StoreOptions, target: Target, part: HeadPart): Generator<void> {
  const head = file.heads(target).find(({ id }) => id === part.id);
  if (!head) return;
  const { statements } = file;
  const { values, states, ticks } = head.matrix();
  const times = Float64Array.from(head.ticks, ({ at }) => at);
  const fromMs = times.reduce((least, at) => Math.min(least, at), Infinity);
  const toMs = times.reduce((most, at) => Math.max(most, at), -Infinity);
  const width = widthMs[MINUTE];
  const minuteFrom = Math.floor(fromMs / width) * width;
  const slots = ticks === 0 ? 0 : Math.floor((toMs - minuteFrom) / width) + 1;
  const slice = Math.max(8, Math.floor(options.sliceValues / Math.max(1, ticks)));
  let row = statements.head.get(head.id);
  const write = file.db.transaction((begin: number) => {
    let run = row?.run ?? null;
    let minuteRun = row?.minute_run ?? null;
    if (run === null || minuteRun === null) {
      run = file.newRun();
      minuteRun = file.newRun();
      const packed = packNumbers(times);
      statements.addRun.run(run, RAW, target.source.id, fromMs, toMs, packed);
      statements.growRun.run(0, packed.length + rowBytes * 4, run);
      statements.addRun.run(minuteRun, MINUTE, target.source.id, minuteFrom, minuteFrom + slots * width - 1, null);
    }
    const end = Math.min(head.layout.length, begin + slice);
    let rawBytes = 0;
    let minuteBytes = 0;
    for (let slot = begin; slot < end; slot++) {
      const series = head.layout[slot] ?? 0;
      const own = states.subarray(slot * ticks, (slot + 1) * ticks);
      if (own.every((state) => state === ABSENT)) continue;
      const readings = values.subarray(slot * ticks, (slot + 1) * ticks);
      const isFull = own.every((state) => state === READING);
      const block = packBlock({ states: own, values: isFull ? readings : readings.filter((_, at) => own[at] === READING) });
      statements.blocks[RAW].put.run(run * blocksPerRun + series, block);
      rawBytes += block.length + rowBytes;
      const points = noPoints();
      foldRaw(columnsOf(times, own, readings), width, file.isCounter(series) ? (head.carry[slot] ?? NaN) : null, points);
      if (points.t.length === 0) continue;
      const minutes = packPoints(points, minuteFrom, width, slots);
      statements.blocks[MINUTE].put.run(minuteRun * blocksPerRun + series, minutes);
      minuteBytes += minutes.length + rowBytes;
    }
    statements.growRun.run(end, rawBytes, run);
    statements.growRun.run(end, minuteBytes, minuteRun);
    statements.setSealing.run(run, minuteRun, end, head.id);
    if (end === head.layout.length) {
      statements.sealRun.run(run);
      statements.sealRun.run(minuteRun);
      removeHead(file, head);
    }
    return end;
  });
  if (ticks === 0) removeHead(file, head);
  else {
    for (let done = row?.done ?? 0; ;) {
      done = write(done);
      if (done === head.layout.length) break;
      row = statements.head.get(head.id);
      yield;
    }
  }
  target.parts.splice(target.parts.indexOf(part), 1);
  yield;
}

function removeHead(file: SeriesFile, head: Head): void {
  file.statements.removeTicks.run(head.id * ticksPerHead, (head.id + 1) * ticksPerHead - 1);
  file.statements.removeHead.run(head.id);
}

function columnsOf(times: Float64Array, states: Uint8Array, values: Float64Array): RawColumns {
  const raw: RawColumns = { t: [], v: [], stale: [] };
  for (let at = 0; at < times.length; at++) {
    if (states[at] === ABSENT) continue;
    raw.t.push(times[at] ?? 0);
    raw.v.push(values[at] ?? NaN);
    raw.stale.push(states[at] === STALE ? 1 : 0);
  }
  return raw;
}
