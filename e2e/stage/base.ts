import { implement, ORPCError } from '@orpc/server';
import { contract, type Role } from '../../shared/contract/contract';
import type { ErrorCode } from '../../shared/contract/errors';
import type { Actor } from './actor';

export interface Context {
  readonly actor: Actor;
  readonly role: Role;
}

export const os = implement(contract).$context<Context>();

export const refuse = (code: ErrorCode, message: string, hint: string): never => {
  throw new ORPCError(code, { message, data: { hint, detail: [] } });
};

export const decided = (actor: Actor, version: number) => {
  if (version !== actor.state.version)
    refuse('STALE', `You decided on r${version}, it is r${actor.state.version} now.`, 'Look again, then decide.');
};

export const mayAct = (role: Role, needs: Role) => {
  if (role === 'viewer' || (needs === 'captain' && role !== 'captain'))
    refuse('FORBIDDEN', `A ${role} may not do this.`, `Ask a ${needs}.`);
};
