import { implement, ORPCError } from '@orpc/server';
import { contract, type Role } from '../../../shared/contract/contract';
import { CapstanError } from '../../../shared/contract/errors';
import { HostError } from '../fleet/connections';
import { StepFailed } from '../fleet/operate';
import type { Engine } from '../engine';

/** Who asks, through which door. Made by the shell, believed by nobody else. */
export interface Caller {
  readonly engine: Engine;
  readonly role: Role;
  readonly who: string;
  /** `browser`, `window`, `terminal` … */
  readonly via: string;
}

const os = implement(contract).$context<Caller>();

/** Every failure leaves as one of the contract's errors: a code, a sentence, a hint. What is no expected failure is a bug and is logged as one. */
export const base = os.use(async ({ next, context }) => {
  try {
    return await next();
  } catch (error) {
    throw asContractError(error, context.engine);
  }
});

function asContractError(error: unknown, engine: Engine): unknown {
  if (error instanceof ORPCError) return error;
  const known =
    error instanceof CapstanError
      ? error
      : error instanceof HostError
        ? new CapstanError('UNREACHABLE', error.message, error.hint)
        : error instanceof StepFailed
          ? new CapstanError('UNREACHABLE', error.message, 'Look at the host.')
          : null;
  if (!known) {
    const said = error instanceof Error ? error.message : String(error);
    engine.log.add(`Internal error: ${said}`, { level: 'error', mark: 'crit' });
    return new ORPCError('REFUSED', {
      defined: true,
      status: 500,
      message: `Capstan failed: ${said}`,
      data: { hint: 'This is a fault in Capstan: please report it.', detail: [] },
    });
  }
  return new ORPCError(known.code, {
    defined: true,
    status: 409,
    message: known.message,
    data: { hint: known.hint, detail: [...known.detail] },
  });
}

const rank: Record<Role, number> = { viewer: 0, responder: 1, captain: 2 };

/** Refuses whoever has less than this role. */
export function need(caller: Caller, role: Role): void {
  if (rank[caller.role] < rank[role]) {
    throw new CapstanError(
      'FORBIDDEN',
      `A ${caller.role} cannot do that: it needs a ${role}.`,
      `Open Capstan with a ${role}'s address, or ask one.`,
    );
  }
}

/**
 * Does an act once: the same key again gets the same answer, whatever became of the connection in between. `version`, where the
 * act has one, has to be the present one.
 */
export async function act<Result>(
  caller: Caller,
  role: Role,
  verb: string,
  input: { key: string; version?: number },
  work: () => Result | Promise<Result>,
): Promise<Result> {
  need(caller, role);
  const { history, board, clock } = caller.engine;
  const begun = history.acts.begin({
    key: input.key,
    at: clock(),
    who: caller.who,
    via: caller.via,
    verb,
    input: { ...input, key: undefined, secret: undefined },
  });
  // What was stored under this key is what this very act returned.
  if (!begun) return again(caller, verb, input.key) as Result;
  try {
    const now = board.state().version;
    if (input.version !== undefined && input.version !== now) {
      throw new CapstanError(
        'STALE',
        `You decided on r${input.version}, it is r${now} now.`,
        'Look again at what has changed, then decide.',
      );
    }
    const result = await work();
    history.acts.finish(input.key, { ok: result ?? null });
    return result;
  } catch (error) {
    const known =
      error instanceof CapstanError
        ? error
        : new CapstanError('REFUSED', error instanceof Error ? error.message : String(error), '');
    history.acts.finish(input.key, { error: { code: known.code, message: known.message, hint: known.hint, detail: known.detail } });
    throw error;
  }
}

/** The answer that an act with this key was given before. */
function again(caller: Caller, verb: string, key: string): unknown {
  const before = caller.engine.history.acts.get(key);
  if (before?.verb !== verb)
    throw new CapstanError('BAD_INPUT', 'This key was used for another act.', 'Use a new key for each act.');
  if (before.result === null) throw new CapstanError('BUSY', 'This act is being done.', 'Look at the push room for its progress.');
  const result = JSON.parse(before.result) as
    { ok: unknown } | { error: { code: CapstanError['code']; message: string; hint: string; detail: string[] } };
  if ('error' in result) throw new CapstanError(result.error.code, result.error.message, result.error.hint, result.error.detail);
  return result.ok;
}
