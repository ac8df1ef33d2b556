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
  const known = expected(error);
  if (!known) {
    const said = error instanceof Error ? error.message : String(error);
    engine.log.add(`Internal error: ${said}`, { level: 'error', mark: 'crit' });
  }
  const { code, message, hint, detail } = known ?? fault(error);
  // No status of our own: one that is not the contract's makes oRPC call the error undefined.
  return new ORPCError(code, { defined: true, message, data: { hint, detail: [...detail] } });
}

/** A failure that can be expected, in the contract's words; null: a bug. */
function expected(error: unknown): CapstanError | null {
  if (error instanceof CapstanError) return error;
  if (error instanceof HostError) return new CapstanError('UNREACHABLE', error.message, error.hint);
  return error instanceof StepFailed ? new CapstanError('UNREACHABLE', error.message, 'Look at the host.') : null;
}

function fault(error: unknown): CapstanError {
  const said = error instanceof Error ? error.message : String(error);
  return new CapstanError('REFUSED', `Capstan failed: ${said}`, 'This is a fault in Capstan: please report it.');
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

/** Acts that are being done now, by key: whoever asks again waits for the same answer. */
const underWay = new WeakMap<Engine, Map<string, Promise<unknown>>>();

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
  const { history, clock } = caller.engine;
  const kept = { ...input, key: undefined, secret: undefined };
  const begun = history.acts.begin({ key: input.key, at: clock(), who: caller.who, via: caller.via, verb, input: kept });
  // What was stored under this key is what this very act returned.
  if (!begun) return (await again(caller, verb, input.key, JSON.stringify(kept))) as Result;
  const doing = underWay.get(caller.engine) ?? new Map<string, Promise<unknown>>();
  underWay.set(caller.engine, doing);
  const result = perform(caller, input, work);
  doing.set(input.key, result);
  try {
    return await result;
  } finally {
    doing.delete(input.key);
  }
}

async function perform<Result>(
  { engine: { history, board } }: Caller,
  input: { key: string; version?: number },
  work: () => Result | Promise<Result>,
): Promise<Result> {
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
    const { code, message, hint, detail } = expected(error) ?? fault(error);
    history.acts.finish(input.key, { error: { code, message, hint, detail } });
    throw error;
  }
}

/** The answer that the act with this key was given, or is about to be given. */
async function again({ engine }: Caller, verb: string, key: string, input: string): Promise<unknown> {
  const before = engine.history.acts.get(key);
  if (before?.verb !== verb || before.input !== input)
    throw new CapstanError('BAD_INPUT', 'This key was used for another act.', 'Use a new key for each act.');
  const doing = underWay.get(engine)?.get(key);
  if (doing) return doing;
  if (before.result === null)
    throw new CapstanError(
      'ENGINE_LOST',
      'The engine stopped while it did this.',
      'Look at what has become of it, then decide anew.',
    );
  const result = JSON.parse(before.result) as
    { ok: unknown } | { error: { code: CapstanError['code']; message: string; hint: string; detail: string[] } };
  if ('error' in result) throw new CapstanError(result.error.code, result.error.message, result.error.hint, result.error.detail);
  return result.ok;
}
