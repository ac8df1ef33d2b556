import { lastWords } from '../fleet/operate';
import type { ActivePush } from './active-push';
import { deadlines, type PushContext } from './context';

/** Runs the configuration's `before` or `after` on the coordinator, once per push. Rejects with its own words when it fails. */
export async function runHook(
  name: 'before' | 'after',
  command: string,
  active: ActivePush,
  context: PushContext,
  signal: AbortSignal,
): Promise<void> {
  const { fleet } = context;
  active.say(`Running ${name} on the coordinator: ${command}`);
  const run = await fleet.connections.run(fleet.coordinator().address, command, { deadlineMs: deadlines.hookMs, signal });
  if (run.code !== 0) throw new Error(`${name} failed with exit code ${String(run.code)}: ${lastWords(run.stderr || run.stdout)}`);
}
