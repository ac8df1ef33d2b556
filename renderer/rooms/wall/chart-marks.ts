import type { DeskState } from '../../../shared/contract/state';
import type { LiveMark } from '../../parts/live-chart/live-chart-data';

/** What happened to the fleet, for every chart: where a push switched, where it was taken back, and the pushes before it. */
export function chartMarks({ push, recent }: Pick<DeskState, 'push' | 'recent'>): readonly LiveMark[] {
  const before = recent
    .filter((one) => one.id !== push?.id)
    .map((one): LiveMark => ({ at: one.startedAt, word: one.id, kind: 'push' }));
  const steps = (push?.steps ?? []).flatMap((step): LiveMark[] => {
    if (step.startedAt === null) return [];
    if (step.kind === 'roll back') return [{ at: step.startedAt, word: 'roll back', kind: 'rollback' }];
    if (step.kind !== 'switch') return [];
    return [{ at: step.startedAt, word: step.phase === 0 ? (push?.id ?? '') : step.name.replace(/^Switch /, ''), kind: 'push' }];
  });
  return [...before, ...steps].sort((a, b) => a.at - b.at);
}

const mostMs = 600_000;
const leastMs = 60_000;
/** A chart that moved with every second would be drawn every second. */
const stepMs = 5_000;

/** The stretch of time that a chart shows: the last ten minutes, or as much as there is of them. */
export function chartSpan(points: readonly { readonly t: number }[], now: number): { readonly from: number; readonly to: number } {
  const to = Math.max(points.at(-1)?.t ?? 0, now - (now % stepMs));
  return { from: Math.max(to - mostMs, Math.min(points[0]?.t ?? to, to - leastMs)), to };
}
