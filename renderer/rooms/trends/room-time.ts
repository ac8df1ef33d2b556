import type { Stretch } from '../../../shared/contract/trends';
import type { TrendsPlace, TrendTime } from '../../../shared/trends/place';
import { trendWindowNames, usualWindow, type TrendWindow } from '../../../shared/trends/windows';
import { go } from '../../router';
import { shifted, widened } from './stretches';

/** Times that were zoomed into, to go back to: the address has only the newest of them. */
const wider: TrendTime[] = [];
let liveBefore: TrendWindow = usualWindow;

export const timeOf = (place: TrendsPlace): TrendTime => place.time ?? { last: usualWindow };

const goTo = (place: TrendsPlace, time: TrendTime) => go({ room: 'trends', ...place, time });

/** Shows a live window; what was zoomed into before is forgotten. */
export function showWindow(place: TrendsPlace, last: TrendWindow): void {
  wider.length = 0;
  liveBefore = last;
  goTo(place, { last });
}

/** Shows a stretch that somebody chose by its ends. */
export function showStretch(place: TrendsPlace, stretch: Stretch): void {
  wider.length = 0;
  goTo(place, { fromMs: stretch.fromMs, toMs: stretch.toMs });
}

export function zoomTo(place: TrendsPlace, stretch: Stretch): void {
  wider.push(timeOf(place));
  keepLive(place);
  goTo(place, { fromMs: stretch.fromMs, toMs: stretch.toMs });
}

/** Back to what was shown before the zoom; where nothing was, the next longer live window, or twice as much of what stands still. */
export function zoomOut(place: TrendsPlace, stretch: Stretch, now: number): void {
  const time = timeOf(place);
  const longer = 'last' in time ? trendWindowNames[trendWindowNames.indexOf(time.last) + 1] : undefined;
  goTo(place, wider.pop() ?? (longer ? { last: longer } : widened(stretch, now)));
}

export function shift(place: TrendsPlace, stretch: Stretch, way: -1 | 1, now: number): void {
  keepLive(place);
  goTo(place, shifted(stretch, way, now));
}

/** Stands still where it is; the address then says which time that is. */
export function pause(place: TrendsPlace, stretch: Stretch): void {
  keepLive(place);
  goTo(place, { fromMs: stretch.fromMs, toMs: stretch.toMs });
}

/** Goes on with the live window that was shown last. */
export const goOn = (place: TrendsPlace): void => showWindow(place, liveBefore);

function keepLive(place: TrendsPlace): void {
  const time = timeOf(place);
  if ('last' in time) liveBefore = time.last;
}
