import { create } from 'zustand';
import type { Hello } from '../../shared/contract/contract';
import type { DeskState } from '../../shared/contract/state';
import type { Link, LinkStatus } from '../client';
import type { Held } from './reduce';

/** All that the page knows of the engine, except samples and log lines, which live in rings outside of it. */
export interface DeskStore {
  readonly status: LinkStatus;
  readonly hello: Hello | null;
  readonly held: Held | null;
  /** Engine's clock less this machine's, in milliseconds: ages and timers are told in the engine's time. */
  readonly offsetMs: number;
}

/** Written by `connection.ts` only. */
export const useDeskStore = create<DeskStore>(() => ({
  status: { at: 'connecting', since: Date.now() },
  hello: null,
  held: null,
  offsetMs: 0,
}));

export const useDesk = (): DeskState | null => useDeskStore((store) => store.held?.desk ?? null);
export const useStatus = (): LinkStatus => useDeskStore((store) => store.status);
export const useHello = (): Hello | null => useDeskStore((store) => store.hello);

/** Since when the connection is lost; null: it is not. */
export const lostSince = (status: LinkStatus): number | null => (status.at === 'lost' ? status.since : null);

/** True while what is shown is what is: false from the moment the connection is lost until the next snapshot. */
export const useIsLive = (): boolean => useDeskStore((store) => store.status.at === 'connected' && store.held !== null);

let current: Link | null = null;

/** The page's connection, for acts and queries. Set once by `connection.ts`. */
export function link(): Link {
  if (!current) throw new Error('The page asked something before it was connected.');
  return current;
}

export function setLink(next: Link): void {
  current = next;
}
