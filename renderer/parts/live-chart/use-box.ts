import { useEffect, useState, type RefObject } from 'react';

/**
 * How wide an element is, in whole pixels, and whether anybody can see it: at least `share` of it (0: any) is on the screen, and the page is not
 * hidden.
 */
export function useBox(box: RefObject<HTMLElement | null>, share = 0): { readonly width: number; readonly seen: boolean } {
  const [width, setWidth] = useState(0);
  const [near, setNear] = useState(false);
  const [hidden, setHidden] = useState(() => document.hidden);
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const size = new ResizeObserver(([entry]) => entry && setWidth(Math.floor(entry.contentRect.width)));
    const place = new IntersectionObserver(
      ([entry]) => entry && setNear(entry.isIntersecting && entry.intersectionRatio >= share),
      { threshold: [0, share] },
    );
    const onHidden = () => setHidden(document.hidden);
    size.observe(element);
    place.observe(element);
    document.addEventListener('visibilitychange', onHidden);
    return () => {
      size.disconnect();
      place.disconnect();
      document.removeEventListener('visibilitychange', onHidden);
    };
  }, [box, share]);
  return { width, seen: near && !hidden };
}
