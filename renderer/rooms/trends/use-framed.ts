import { useEffect, useState } from 'react';
import { flushSync } from 'react-dom';
import { chartFrames } from '../../parts/live-chart/frame-queue';

/**
 * The newest of what is to be drawn, made and committed in a frame of its own when the page's queue says so. Null until then, and again when it
 * may not be drawn any more.
 */
export function useFramed<T>(make: () => T, may: boolean): T | null {
  const [drawn, setDrawn] = useState<T | null>(null);
  const [who] = useState(() => ({}));
  useEffect(() => {
    // Left to React, charts drawn in different frames could be committed together.
    if (may) chartFrames.ask(who, () => flushSync(() => setDrawn(make())));
  }, [make, may, who]);
  useEffect(
    () => () => {
      chartFrames.drop(who);
      setDrawn(null);
    },
    [may, who],
  );
  return may ? drawn : null;
}
