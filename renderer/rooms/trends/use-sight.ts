import { useEffect, useState, type RefObject } from 'react';

/** How wide an element is, and whether enough of it is on the screen to be worth drawing while the page is not hidden. */
export function useSight(box: RefObject<HTMLElement | null>): { readonly width: number; readonly seen: boolean } {
  const [width, setWidth] = useState(0);
  const [near, setNear] = useState(false);
  const [hidden, setHidden] = useState(() => document.hidden);
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const size = new ResizeObserver(([entry]) => entry && setWidth(Math.floor(entry.contentRect.width)));
    // A chart of which only an edge shows is left until more of it does: there are eight for a screen.
    const sight = new IntersectionObserver(([entry]) => entry && setNear(entry.isIntersecting && entry.intersectionRatio >= 0.3), {
      threshold: [0, 0.3],
    });
    const onHidden = () => setHidden(document.hidden);
    size.observe(element);
    sight.observe(element);
    document.addEventListener('visibilitychange', onHidden);
    return () => {
      size.disconnect();
      sight.disconnect();
      document.removeEventListener('visibilitychange', onHidden);
    };
  }, [box]);
  return { width, seen: near && !hidden };
}
