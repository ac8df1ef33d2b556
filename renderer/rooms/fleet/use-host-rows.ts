import { startTransition, useEffect, useState } from 'react';
import { useDeskStore } from '../../state/desk';
import { createHostRows, type HostRow } from './host-rows';

/** How often the rows follow the fleet: a thousand hosts report one by one, and nobody reads faster. */
const followMs = 500;
/** How often is looked for what has grown stale, and all figures are put in order anew. */
const staleMs = 10_000;

/** The rows of the desk's hosts, at most every half second anew, and while nothing changes every ten. */
export function useHostRows(): readonly HostRow[] {
  const [rowsOf] = useState(createHostRows);
  const [rows, setRows] = useState<readonly HostRow[]>(() => make(rowsOf, true));
  useEffect(() => {
    let due: number | null = null;
    const take = (afresh: boolean) => {
      due = null;
      // In slices: drawing a table of many columns anew takes longer than a frame.
      startTransition(() => setRows(make(rowsOf, afresh)));
    };
    const stop = useDeskStore.subscribe((store, before) => {
      const [now, then] = [store.held?.desk, before.held?.desk];
      const same = now?.hosts === then?.hosts && now?.types === then?.types && now?.push === then?.push && now?.live === then?.live;
      if (!same) due ??= window.setTimeout(() => take(false), followMs);
    });
    const again = window.setInterval(() => take(true), staleMs);
    return () => {
      stop();
      window.clearInterval(again);
      if (due !== null) window.clearTimeout(due);
    };
  }, [rowsOf]);
  return rows;
}

function make(rowsOf: ReturnType<typeof createHostRows>, afresh: boolean): readonly HostRow[] {
  const { held, offsetMs } = useDeskStore.getState();
  return held ? rowsOf(held.desk, Date.now() + offsetMs, afresh) : [];
}
