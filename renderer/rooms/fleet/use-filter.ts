import { useCallback, useEffect, useState } from 'react';
import type { FleetFilter } from '../../../shared/route';
import { go } from '../../router';

const noFilter: FleetFilter = { text: '', type: null, state: null };
/** A browser takes some two hundred new addresses in half a minute: the address follows when somebody stops typing. */
const followMs = 300;

/**
 * The filter of the table, which the address keeps: over a reload, in a copied link, on the way back. Another address brings its own; on a
 * host's page the last one is kept.
 */
export function useFilter(
  host: string | null,
  inAddress: FleetFilter = noFilter,
): readonly [FleetFilter, (change: Partial<FleetFilter>) => void] {
  const here = host === null;
  const [filter, setFilter] = useState(inAddress);
  const [seen, setSeen] = useState(inAddress);
  if (here && seen !== inAddress) {
    setSeen(inAddress);
    setFilter(inAddress);
  }
  useEffect(() => {
    if (!here || filter === inAddress) return;
    const soon = setTimeout(() => go({ room: 'fleet', host: null, filter }, true), followMs);
    return () => clearTimeout(soon);
  }, [here, filter, inAddress]);
  const change = useCallback((part: Partial<FleetFilter>) => setFilter((before) => ({ ...before, ...part })), []);
  return [filter, change];
}
