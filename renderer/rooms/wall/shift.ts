const farPx = 3;

/**
 * By how many pixels the picture stands aside in this minute, so that no edge burns into a screen that shows it for years: a slow walk of
 * a pixel a minute, three to each side.
 */
export function shiftAt(now: number): readonly [number, number] {
  const minute = Math.floor(now / 60_000);
  return [toAndFro(minute), toAndFro(Math.floor(minute / 2) + farPx)];
}

function toAndFro(step: number): number {
  const at = step % (4 * farPx);
  return (at <= 2 * farPx ? at : 4 * farPx - at) - farPx;
}
