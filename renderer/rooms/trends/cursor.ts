import { create } from 'zustand';

/** Where all charts are looked at: the one crosshair, and what is being marked. */
interface Cursor {
  /** Null: nowhere. */
  readonly at: number | null;
  /** The chart that has it. */
  readonly panel: string | null;
  /** Where marking began; null: nothing is being marked. */
  readonly since: number | null;
}

const nowhere: Cursor = { at: null, panel: null, since: null };

export const useCursor = create<Cursor>(() => nowhere);

let frame: number | null = null;
let next: Cursor = nowhere;

/** Moves the crosshair of all charts, once a frame however fast the pointer is. */
export function moveCursor(change: Partial<Cursor>): void {
  next = { ...(frame === null ? useCursor.getState() : next), ...change };
  frame ??= requestAnimationFrame(() => {
    frame = null;
    useCursor.setState(next);
  });
}

export const dropCursor = (): void => moveCursor(nowhere);
