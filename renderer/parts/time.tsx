import { useAgeNow, useNow } from '../state/clock';
import { formatAge, formatTimer } from '../../shared/format/words';
import { Duration } from './duration';

/** How long ago; it ages by itself. Past `lateAfterMs` it is marked stale. */
export function Age({ at, lateAfterMs, suffix = ' ago' }: { at: number; lateAfterMs?: number; suffix?: string }) {
  const now = useAgeNow();
  const late = lateAfterMs !== undefined && now - at > lateAfterMs;
  return <span className={late ? 'stale' : undefined}>{`${formatAge(at, now)}${suffix}`}</span>;
}

/** How long it has been so: `2 h 34 m`. */
export function Since({ at }: { at: number }) {
  return <Duration ms={useNow() - at} />;
}

/** A timer that runs until `endedAt`. */
export function Timer({ from, endedAt }: { from: number; endedAt: number | null }) {
  return endedAt === null ? <RunningTimer from={from} /> : <>{formatTimer(endedAt - from)}</>;
}

function RunningTimer({ from }: { from: number }) {
  return <>{formatTimer(useNow() - from)}</>;
}

/** What is left until `at`: `4 s`; `overdue` from then on. */
export function Left({ at }: { at: number }) {
  const left = at - useNow();
  if (left <= 0) return 'overdue';
  return (
    <>
      <Duration ms={left} /> left
    </>
  );
}
