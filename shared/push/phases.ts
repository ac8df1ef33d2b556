import type { HostShare, PhaseConfig } from '../config/config';

export interface Candidate {
  readonly name: string;
  readonly type: string;
  /** Not to be a canary: it has been failing, or was just brought back. */
  readonly inTrouble: boolean;
  /** Always a canary. */
  readonly pinned: boolean;
}

/** How many of `total` a share means: at least one where the share is not nothing, never more than there are. */
export function countOf(share: HostShare, total: number): number {
  const wanted = 'count' in share ? share.count : share.share > 0 ? Math.max(1, Math.ceil(share.share * total - 1e-9)) : 0;
  return Math.min(total, wanted);
}

/** How many of `total` are allowed where a share is the most there may be: rounded down. */
export function atMost(share: HostShare, total: number): number {
  return 'count' in share ? Math.min(total, share.count) : Math.floor(share.share * total + 1e-9);
}

/**
 * Which phase each host is switched in. Per type, so that every kind of host has its canaries: spread over the type's list and
 * rotated by `turn` (the push's number), so that it is not always the same hosts; hosts in trouble come last; pinned ones
 * first. Types of fewer than 3 hosts go in the last phase whole: one canary of two is half of the service.
 */
export function assignPhases(
  hosts: readonly Candidate[],
  phases: readonly PhaseConfig[],
  turn: number,
): ReadonlyMap<string, { phase: number; canary: boolean }> {
  const assigned = new Map<string, { phase: number; canary: boolean }>();
  const last = phases.length - 1;
  for (const type of [...new Set(hosts.map((host) => host.type))]) {
    const ofType = hosts.filter((host) => host.type === type);
    const pinned = ofType.filter((host) => host.pinned).length;
    const small = ofType.length < 3 && pinned === 0;
    const order = spread(ofType, turn);
    let taken = 0;
    for (const [phase, { hosts: share }] of phases.entries()) {
      let until = phase === last ? ofType.length : small ? 0 : countOf(share, ofType.length);
      // Pinned canaries are the canaries: neither more nor fewer.
      if (phase === 0 && pinned > 0 && last > 0) until = pinned;
      for (; taken < until; taken++) {
        const host = order[taken];
        if (host) assigned.set(host.name, { phase, canary: phase < last });
      }
    }
  }
  return assigned;
}

/** Pinned first, then the rest in a stride that visits the whole list evenly, beginning further along each turn; trouble last. */
function spread(hosts: readonly Candidate[], turn: number): readonly Candidate[] {
  const free = hosts.filter((host) => !host.pinned && !host.inTrouble);
  const n = free.length;
  const stride = coprimeNear(n, Math.round(n * 0.618));
  const visited = Array.from(
    { length: n },
    (_, k) => free[(turn * coprimeNear(n, Math.max(1, Math.round(n * 0.382))) + k * stride) % n],
  ).filter((host) => host !== undefined);
  return [...hosts.filter((host) => host.pinned), ...visited, ...hosts.filter((host) => !host.pinned && host.inTrouble)];
}

/** The number nearest to `wish` that shares no divisor with `n`: steps of it reach every place. */
function coprimeNear(n: number, wish: number): number {
  for (let off = 0; off <= n; off++) {
    for (const candidate of [wish + off, wish - off]) if (candidate >= 1 && gcd(candidate, n) === 1) return candidate;
  }
  return 1;
}

function gcd(a: number, b: number): number {
  return b === 0 ? a : gcd(b, a % b);
}
