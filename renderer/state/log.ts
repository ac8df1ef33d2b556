import { useSyncExternalStore } from 'react';
import type { LogLine } from '../../shared/contract/state';

const capacity = 5_000;

/** The lines of one push, oldest first. Lines come in bursts, so listeners hear of them once a frame. */
export class LogRing {
  private lines: readonly LogLine[] = [];
  private fresh: LogLine[] = [];
  private last = 0;
  private due = false;
  private readonly listeners = new Set<() => void>();

  constructor(private readonly soon: (flush: () => void) => void) {}

  /** Number of the newest line: where to go on after a reconnect. */
  get seq(): number {
    return this.last;
  }

  add(line: LogLine): void {
    if (line.seq <= this.last) return;
    this.last = line.seq;
    this.fresh.push(line);
    if (this.due) return;
    this.due = true;
    this.soon(() => this.flush());
  }

  clear(): void {
    this.lines = [];
    this.fresh = [];
    this.last = 0;
    this.tell();
  }

  private flush(): void {
    this.due = false;
    if (!this.fresh.length) return;
    this.lines = [...this.lines, ...this.fresh].slice(-capacity);
    this.fresh = [];
    this.tell();
  }

  private tell(): void {
    this.listeners.forEach((hear) => hear());
  }

  read = (): readonly LogLine[] => this.lines;

  subscribe = (hear: () => void): (() => void) => {
    this.listeners.add(hear);
    return () => this.listeners.delete(hear);
  };
}

// A timer and not an animation frame: frames do not come while the page is hidden, and lines would pile up.
export const log = new LogRing((flush) => setTimeout(flush, 30));

export const useLog = (): readonly LogLine[] => useSyncExternalStore(log.subscribe, log.read);
