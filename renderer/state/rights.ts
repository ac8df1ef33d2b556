import type { Role } from '../../shared/contract/contract';
import { useDeskStore } from './desk';

/** Why somebody of this role may not do it; null: may. The engine enforces it, the page only says it beforehand. */
export function forbidden(role: Role, needs: Role): string | null {
  if (role === 'captain' || role === needs || needs === 'viewer') return null;
  return `you are a ${role}: ask a ${needs}`;
}

/** Why an act cannot be made now: the connection first, then the role. */
export function useWhyNot(needs: Role): string | null {
  return useDeskStore((store) => {
    if (store.status.at !== 'connected' || !store.held) return 'not connected to the engine';
    return store.hello ? forbidden(store.hello.role, needs) : null;
  });
}
