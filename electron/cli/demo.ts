import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inOwnProcess, startDemoFleet, type DemoFleet } from '../engine/demo/demo-fleet';

/** Makes a demonstration fleet in a folder of its own, which goes when it is closed. */
export async function freshDemoFleet(): Promise<DemoFleet> {
  const directory = mkdtempSync(join(tmpdir(), 'capstan-demo-'));
  const fleet = await startDemoFleet(directory, inOwnProcess(join(import.meta.dirname, 'demo-fleet.js')));
  const close = () => {
    fleet.close();
    rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
  };
  // Also when this process ends in another way: nothing of a demonstration stays behind.
  process.once('exit', close);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    // Whoever waits for a signal ends in its own order; otherwise it ends here.
    process.on(signal, () => process.listenerCount(signal) === 1 && process.exit(1));
  }
  return { ...fleet, close };
}
