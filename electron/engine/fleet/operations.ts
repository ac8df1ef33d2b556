import type { HostOperation } from '../../../shared/contract/fleet';

/** What was done on each host lately, in memory: so many steps a host and no more. */
export interface Operations {
  /** Answers how many steps have failed on that host since the last one that did not. */
  add(host: string, operation: HostOperation): number;
  /** Newest first. */
  of(host: string): readonly HostOperation[];
}

const kept = 50;
/** Taken by the clock, all day: the last one of each says enough, and many would push out what a person looks for. */
const quiet: ReadonlySet<string> = new Set(['read', 'lock']);

export function createOperations(): Operations {
  const rings = new Map<string, { failures: number; list: HostOperation[] }>();
  return {
    add: (host, operation) => {
      const ring = rings.get(host) ?? { failures: 0, list: [] };
      rings.set(host, ring);
      ring.failures = operation.ok ? 0 : ring.failures + 1;
      const again = quiet.has(operation.step) ? ring.list.findIndex((one) => saysTheSame(one, operation)) : -1;
      if (again >= 0) ring.list.splice(again, 1);
      ring.list.unshift(operation);
      if (ring.list.length > kept) ring.list.length = kept;
      return ring.failures;
    },
    of: (host) => [...(rings.get(host)?.list ?? [])],
  };
}

function saysTheSame(one: HostOperation, other: HostOperation): boolean {
  return one.step === other.step && one.ok === other.ok && (one.ok || one.output === other.output);
}
