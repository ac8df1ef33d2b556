import type { StartedEngine } from './start-engine';
import { workOf } from './work-of';

/** Whoever started the engine comes within this time, or has died meanwhile. */
const firstShellMs = 15_000;
const everyMs = 100;

/**
 * Resolves when nobody needs this engine any more: no shell is attached, and there is no work to stay for. Its door is shut then, so
 * that nobody can come in between; what is left is to close it.
 */
export async function untilNotNeeded({ engine, door }: StartedEngine): Promise<void> {
  const since = performance.now();
  for (;;) {
    await new Promise((wake) => setTimeout(wake, everyMs));
    if (door.shells() > 0 || workOf(engine) !== null) continue;
    if (!door.wasEntered() && performance.now() - since < firstShellMs) continue;
    if (await door.shut()) return;
  }
}
