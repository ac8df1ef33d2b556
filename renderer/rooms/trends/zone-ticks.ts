import { wallTime, type Zone } from '../../../shared/format/time';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const steps = [1, 2, 5, 10, 15, 30].map((one) => one * minute);
const longSteps = [1, 2, 3, 6, 12].map((one) => one * hour);
const daySteps = [day, 2 * day, 7 * day];
const secondSteps = [1, 2, 5, 10, 15, 30].map((one) => one * 1_000);
/** The epoch was a Thursday; weeks begin on Monday. */
const monday = 4 * day;

/** How far the clocks of a zone are ahead of UTC at an instant, ms. */
export const offsetIn =
  (zone: Zone) =>
  (at: number): number =>
    wallTime(at, zone) - Math.floor(at / 1_000) * 1_000;

/** The instants at which the clocks show this: none where they skip it, two where they show it twice. */
function instants(wall: number, offset: (at: number) => number): readonly number[] {
  const candidates = new Set([offset(wall - day), offset(wall + day)].map((one) => wall - one));
  return [...candidates].filter((at) => at + offset(at) === wall).sort((a, b) => a - b);
}

/** One tick: where it stands, and whether its word is the day and not the time. */
export interface ZoneTick {
  readonly at: number;
  readonly word: string;
}

/**
 * Ticks at round local times, at most `most`. On the day on which the clocks change the hours before and after it are as long as they are: an
 * hour that comes twice has two ticks, one that is left out none.
 */
export function zoneTicks(from: number, to: number, zone: Zone, most: number): readonly ZoneTick[] {
  const length = to - from;
  const step = [...secondSteps, ...steps, ...longSteps, ...daySteps].find((one) => length / one <= most);
  const offset = offsetIn(zone);
  const wallFrom = from + offset(from);
  const wallTo = to + offset(to);
  const walls: number[] = [];
  if (step === undefined) {
    const months = [1, 2, 3, 6].find((one) => length / (one * 30 * day) <= most) ?? 12;
    const begin = new Date(wallFrom);
    for (let month = 0; ; month += months) {
      const wall = Date.UTC(begin.getUTCFullYear(), Math.floor(begin.getUTCMonth() / months) * months + month, 1);
      if (wall > wallTo) break;
      walls.push(wall);
    }
  } else {
    const shift = step === 7 * day ? monday : 0;
    // Where clocks are changed inside, times come twice, or stand further on than the stretch is long.
    const spare = offset(from) === offset(to) ? 0 : hour;
    for (let wall = Math.floor((wallFrom - spare - shift) / step) * step + shift; wall <= wallTo + spare; wall += step)
      walls.push(wall);
  }
  const found = walls.flatMap((wall) =>
    instants(wall, offset).map((at) => ({ at, word: wordOf(wall, step ?? null, step !== undefined && step < minute) })),
  );
  const seen = new Set<number>();
  return found.filter(({ at }) => at >= from && at <= to && !seen.has(at) && seen.add(at)).sort((a, b) => a.at - b.at);
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

function wordOf(wall: number, step: number | null, withSeconds: boolean): string {
  const date = new Date(wall);
  const month = months[date.getUTCMonth()] ?? '';
  if (step === null) return date.getUTCMonth() === 0 ? String(date.getUTCFullYear()) : month;
  if (wall % day === 0) return `${date.getUTCDate()} ${month}`;
  const text = date.toISOString();
  return withSeconds ? text.slice(11, 19) : text.slice(11, 16);
}
