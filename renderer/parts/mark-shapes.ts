import type { MarkName } from '../../shared/desk/marks';

/** A stroke or an area of a mark, on a field of 12 x 12, in relative path commands: so that a thousand of them are one path. */
export interface ShapePart {
  readonly d: string;
  /** `cut`: taken out of what lies below, in the colour of the ground. */
  readonly paint: 'fill' | 'line' | 'cut';
  /** Of a line or a cut. */
  readonly width?: number;
  readonly dash?: string;
}

const ring = (r: number): string => `m${6 - r} 6a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0`;

/** Every shape of LOOK.md, and the one of a host that runs a release found regressed. */
export const markShapes: Readonly<Record<MarkName, readonly ShapePart[]>> = {
  ok: [{ d: ring(4.75), paint: 'fill' }],
  verified: [{ d: ring(5), paint: 'fill' }],
  warn: [{ d: 'm6 .6l5.8 10.4h-11.6z', paint: 'fill' }],
  crit: [
    { d: 'm3.5 0h5l3.5 3.5v5l-3.5 3.5h-5l-3.5-3.5v-5z', paint: 'fill' },
    { d: 'm3.6 3.6l4.8 4.8m0-4.8l-4.8 4.8', paint: 'cut', width: 1.7 },
  ],
  failed: [
    { d: 'm.8.8h10.4v10.4h-10.4z', paint: 'fill' },
    { d: 'm3.4 3.4l5.2 5.2m0-5.2l-5.2 5.2', paint: 'cut', width: 1.6 },
  ],
  // The triangle of a warning turned over, with a bar cut out: the release has to go down.
  regressed: [
    { d: 'm.2 .8h11.6l-5.8 10.8z', paint: 'fill' },
    { d: 'm3.2 3.9h5.6', paint: 'cut', width: 1.7 },
  ],
  unknown: [{ d: 'm6 1l5 5l-5 5l-5-5z', paint: 'line', width: 1.7 }],
  stale: [{ d: 'm1.8 1.8h8.4v8.4h-8.4zm4.2 1.6v3h2.4', paint: 'line', width: 1.5 }],
  little: [
    { d: ring(4.3), paint: 'line', width: 1.3 },
    { d: 'm6 6v-4.3a4.3 4.3 0 0 1 4.3 4.3z', paint: 'fill' },
  ],
  pending: [{ d: ring(4.3), paint: 'line', width: 1.4, dash: '2 1.4' }],
  old: [{ d: ring(3.6), paint: 'line', width: 1.2 }],
  staged: [{ d: ring(2.3), paint: 'fill' }],
  switching: [
    { d: 'm1.4 1.4h9.2v9.2h-9.2z', paint: 'line', width: 1.5 },
    { d: 'm1 1h5v10h-5z', paint: 'fill' },
  ],
  new: [{ d: 'm1.5 1.5h9v9h-9z', paint: 'line', width: 1.7 }],
  back: [
    { d: 'm11.4 1v10l-8-5z', paint: 'fill' },
    { d: 'm1.7 1v10', paint: 'line', width: 1.9 },
  ],
  tick: [{ d: 'm1.5 6.4l3.1 3.1l5.9-6.7', paint: 'line', width: 1.7 }],
  dash: [{ d: 'm2 6h8', paint: 'line', width: 1.5 }],
};
