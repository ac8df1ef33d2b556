import { useSyncExternalStore } from 'react';
import type { SampleBatch } from '../../shared/contract/state';

export interface Point {
  readonly t: number;
  readonly v: number | null;
}

const capacity = 720;
const none: readonly Point[] = [];

/**
 * The last samples of every series, outside the store: a tick touches only who draws that series. Each series keeps its newest
 * `capacity` points; a point that is not newer than the last one is dropped, so a history sent twice does no harm.
 */
export class SampleRing {
  private readonly series = new Map<string, readonly Point[]>();
  private readonly listeners = new Map<string, Set<() => void>>();

  add(batch: SampleBatch): void {
    batch.series.forEach((name, index) => {
      const values = batch.values[index] ?? [];
      const before = this.series.get(name) ?? none;
      const last = before.at(-1)?.t ?? Number.NEGATIVE_INFINITY;
      const fresh: Point[] = [];
      batch.times.forEach((t, column) => {
        if (t > last) fresh.push({ t, v: values[column] ?? null });
      });
      if (!fresh.length) return;
      this.series.set(name, [...before, ...fresh].slice(-capacity));
      this.listeners.get(name)?.forEach((hear) => hear());
    });
  }

  clear(): void {
    this.series.clear();
    for (const heard of this.listeners.values()) heard.forEach((hear) => hear());
  }

  read(name: string): readonly Point[] {
    return this.series.get(name) ?? none;
  }

  subscribe(name: string, hear: () => void): () => void {
    const heard = this.listeners.get(name) ?? new Set();
    heard.add(hear);
    this.listeners.set(name, heard);
    return () => heard.delete(hear);
  }
}

export const samples = new SampleRing();

/** The points of one series, newest last; the same array until a sample comes. */
export function useSamples(name: string): readonly Point[] {
  return useSyncExternalStore(
    (hear) => samples.subscribe(name, hear),
    () => samples.read(name),
  );
}
