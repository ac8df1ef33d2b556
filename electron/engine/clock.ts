/** Milliseconds since 1970 on a line that never runs backwards. */
export type Clock = () => number;

/**
 * A clock that follows the monotonic one, so that a stepped wall clock neither shortens a watch nor puts samples before their
 * switch; it is moved forward, never back, when the wall clock is more than 2 s ahead (the machine slept).
 */
export function createClock(wall: () => number = Date.now, monotonic: () => number = () => performance.now()): Clock {
  let offset = wall() - monotonic();
  return () => {
    const behind = wall() - monotonic() - offset;
    if (behind > 2000) offset += behind;
    return Math.round(monotonic() + offset);
  };
}
