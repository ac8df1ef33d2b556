import type { Command } from 'commander';
import { CapstanError } from '../../shared/contract/errors';
import { tell } from './exit';
import { openSession, type Session } from './session';

/** Options that every verb has, as commander hands them over. */
export interface CommonOptions {
  readonly config?: string;
  readonly json?: boolean;
  readonly acceptNew?: boolean;
}

/** Adds a verb's common options. */
export function common(command: Command): Command {
  return command
    .option('-c, --config <file>', 'the configuration (default: capstan.yaml here or above, or $CAPSTAN_CONFIG)')
    .option('--accept-new', 'take host keys that are not known yet, and remember them')
    .option('--json', 'one JSON document instead of text');
}

/**
 * Runs a verb that talks to the engine; what it returns is the exit code. Any verb works with an engine that runs although the file is
 * broken by now; `lastGood`: this one also starts one, with the configuration that was in force before.
 */
export async function withSession(
  { config, acceptNew = false, json = false, lastGood = false }: CommonOptions & { readonly lastGood?: boolean },
  work: (session: Session) => Promise<number>,
): Promise<void> {
  await ended({ json }, async () => {
    const session = await openSession({ config: config ?? null, acceptNew, json, lastGood });
    try {
      return await work(session);
    } catch (error) {
      if (!session.lost()) throw error;
      throw new CapstanError(
        'ENGINE_LOST',
        'The engine that this was asked of has gone.',
        'What was asked may or may not have been done: `capstan status` says.',
      );
    } finally {
      await session.close();
    }
  });
}

/** Runs a verb, says what went wrong if something did, and ends the process with its code. */
export async function ended(options: Pick<CommonOptions, 'json'>, work: () => Promise<number>): Promise<void> {
  let code: number;
  try {
    code = await work();
  } catch (error) {
    code = tell(error, options.json ?? false);
  }
  process.exitCode = code;
  // What is still open (a keep-alive, a prompt) must not keep a finished verb.
  setTimeout(() => process.exit(code), 200).unref();
}
