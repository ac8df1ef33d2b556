import type { NearbyChange, Stretch, TrendMark } from '../contract/trends';

const most = 50;

/** Marks by how far they are from a stretch of time: those inside first, by time; negative: before it. */
export function nearestChanges(marks: readonly TrendMark[], { fromMs, toMs }: Stretch): NearbyChange[] {
  return marks
    .map((mark) => ({ mark, awayMs: mark.at < fromMs ? mark.at - fromMs : mark.at > toMs ? mark.at - toMs : 0 }))
    .sort((a, b) => Math.abs(a.awayMs) - Math.abs(b.awayMs) || a.mark.at - b.mark.at)
    .slice(0, most);
}
