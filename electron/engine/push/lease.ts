import type { LockView } from '../../../shared/contract/state';
import type { Clock } from '../clock';
import { journalStep, lockStep, type LockAnswer, type Seen } from '../fleet/commands/steps';
import type { FleetRoom } from '../fleet/fleet-room';

/** Who holds the lock, as written on the coordinator for other desks to read. */
export interface LockOwner {
  readonly by: string;
  readonly desk: string;
  readonly push: string | null;
  readonly reason: string;
  readonly kind: 'push' | 'kept';
  /** Seconds since 1970 on the coordinator's clock are not known when this is written: the desk's clock, for people. */
  readonly since: number;
}

export interface TakeLock {
  readonly how: 'take' | 'again' | 'force';
  readonly numbered: boolean;
  /** 0: it stays until a person clears it. */
  readonly leaseMs: number;
  readonly seen: Seen;
  readonly deadlineMs?: number;
}

/** The fleet's lock, as this desk can take and hold it. Every call is one script on the coordinator. */
export interface Lease {
  read(deadlineMs?: number): Promise<LockAnswer>;
  /**
   * Takes the lock: `take` if it is free, or its lease is over, or it is this desk's own lease; `again` also what this desk has kept;
   * `force` whatever holds it. What it gives out, a fence and where asked for a push's number, is higher than any that was seen.
   */
  take(owner: LockOwner, how: TakeLock): Promise<LockAnswer>;
  renew(deadlineMs?: number): Promise<LockAnswer>;
  /** Clears this desk's lock, if it is still the one that was taken with `fence`; `anybody`: whoever's it is. */
  clear(whose: 'anybody' | { readonly fence: number }): Promise<LockAnswer>;
  /** Appends to the fleet's journal. Best effort: rejects when the coordinator cannot be reached. */
  journal(entry: Readonly<Record<string, unknown>>): Promise<void>;
  readJournal(lines: number): Promise<readonly string[]>;
  view(answer: LockAnswer): LockView;
}

/** By how much fences may jump, see `take` below. */
const fenceJump = 1_000_000;

export function createLease(fleet: FleetRoom, deskToken: string, clock: Clock, random: () => number = Math.random): Lease {
  const { address, path } = fleet.coordinator();
  const coordinator = { name: address.name, address };
  type What = Parameters<typeof lockStep>[0];
  const ask = async (what: Pick<What, 'what'> & Partial<What>, deadlineMs: number) => {
    const step = lockStep({ path, token: deskToken, leaseSeconds: 0, owner: '', numbered: false, fence: 0, ...what });
    return (await fleet.operate(coordinator, step, { deadlineMs, urgent: what.what !== 'read' })).result;
  };
  return {
    read: (deadlineMs = 10_000) => ask({ what: 'read' }, deadlineMs),
    // Fences jump by chance: where the coordinator is replaced between two desks that ask it, it would give the same one to both, and hosts could
    // not tell them apart.
    take: (owner, { how, numbered, leaseMs, seen, deadlineMs = 20_000 }) =>
      ask(
        {
          what: how,
          owner: JSON.stringify(owner),
          leaseSeconds: Math.ceil(leaseMs / 1000),
          numbered,
          seen: { ...seen, fence: seen.fence + Math.floor(random() * fenceJump) },
        },
        deadlineMs,
      ),
    renew: (deadlineMs = 10_000) => ask({ what: 'renew' }, deadlineMs),
    clear: (whose) => ask({ what: 'clear', ...(whose === 'anybody' ? { token: '' } : { fence: whose.fence }) }, 20_000),
    journal: async (entry) => {
      await fleet.operate(
        coordinator,
        journalStep({ path, append: [JSON.stringify({ at: new Date(clock()).toISOString(), ...entry })], tail: 0 }),
        { deadlineMs: 10_000 },
      );
    },
    readJournal: async (lines) =>
      (await fleet.operate(coordinator, journalStep({ path, append: [], tail: lines }), { deadlineMs: 10_000 })).result.lines,
    view: (answer) => {
      const owner = answer.owner === null ? null : readOwner(answer.owner);
      return {
        state: answer.held ? 'held' : 'free',
        by: owner?.by ?? null,
        desk: owner?.desk ?? null,
        push: owner?.push ?? null,
        reason: owner?.reason ?? null,
        since: owner?.since ?? null,
        ours: answer.held && answer.token === deskToken,
        kind: answer.held ? (owner?.kind ?? 'push') : null,
        readAt: clock(),
      };
    },
  };
}

/** What another desk wrote is read as text from a stranger: wrong shapes become null. */
export function readOwner(line: string): LockOwner | null {
  try {
    const value = JSON.parse(line) as Record<string, unknown>;
    const text = (key: string) => (typeof value[key] === 'string' ? value[key].slice(0, 500) : '');
    return {
      by: text('by') || 'somebody',
      desk: text('desk'),
      push: /^r-\d+$/.test(text('push')) ? text('push') : null,
      reason: text('reason'),
      kind: value['kind'] === 'kept' ? 'kept' : 'push',
      since: typeof value['since'] === 'number' ? value['since'] : 0,
    };
  } catch {
    return null;
  }
}
