import { useEffect, useState } from 'react';

/** More at once than this hold the page: see the budget of the charts. */
export const mostCharts = 8;

const waiting: ((has: boolean) => void)[] = [];
const drawn = new Set<(has: boolean) => void>();

function fill(): void {
  while (drawn.size < mostCharts) {
    const next = waiting.shift();
    if (!next) return;
    drawn.add(next);
    next(true);
  }
}

/**
 * Whether this chart may be drawn: it wants to, and is among the first eight. One that goes out of sight makes room for another. `ahead`: it does not
 * wait, being what somebody works on before all others.
 */
export function useChartSlot(wanted: boolean, ahead = false): boolean {
  const [has, setHas] = useState(false);
  useEffect(() => {
    if (!wanted || ahead) return;
    const mine = (now: boolean) => setHas(now);
    waiting.push(mine);
    fill();
    return () => {
      if (!drawn.delete(mine)) waiting.splice(waiting.indexOf(mine), 1);
      setHas(false);
      fill();
    };
  }, [wanted, ahead]);
  return (has || ahead) && wanted;
}
