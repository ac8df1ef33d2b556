/** How the marks of a fleet fill a place of a wall: a line of marks and its label for each type, and how large they can be. */
export interface GridFit {
  /** From one mark to the next, in pixels; the mark takes most of it. */
  readonly pitch: number;
  readonly columns: number;
  /** How many types have a label and marks of their own; the rest are drawn together, as one more. */
  readonly own: number;
}

const smallest = 3;

/**
 * The largest marks with which `counts` hosts fit into a place of `width` x `height` pixels. Each type begins a new line at least
 * `label` high; where there are more types than that leaves room for, the last ones share one.
 */
export function fitGrid(counts: readonly number[], width: number, height: number, label: number, largest: number): GridFit {
  const room = Math.max(1, Math.floor(height / label));
  const own = counts.length <= room ? counts.length : room - 1;
  const groups = grouped(counts, own);
  // In halves: a wall has few pixels to lose, and a mark is drawn as a path.
  for (let pitch = largest; pitch > smallest; pitch -= 0.5) {
    const columns = Math.floor(width / pitch);
    if (columns > 0 && heightOf(groups, columns, pitch, label) <= height) return { pitch, columns, own };
  }
  return { pitch: smallest, columns: Math.max(1, Math.floor(width / smallest)), own };
}

/** The counts with the last ones put together. */
export function grouped(counts: readonly number[], own: number): readonly number[] {
  if (own >= counts.length) return counts;
  return [...counts.slice(0, own), counts.slice(own).reduce((sum, each) => sum + each, 0)];
}

/** How high the lines of one type are. */
export const linesHeight = (hosts: number, columns: number, pitch: number, label: number): number =>
  Math.max(label, Math.ceil(hosts / columns) * pitch);

const heightOf = (groups: readonly number[], columns: number, pitch: number, label: number): number =>
  groups.reduce((sum, hosts) => sum + linesHeight(hosts, columns, pitch, label), 0);
