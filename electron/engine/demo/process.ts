import { startDemoFleet } from './demo-fleet';
import { runHosts, type DemoOrder, type DemoPorts } from './run-hosts';

/**
 * The demonstration fleet's own process: SSH servers and shops of all hosts. Apart from the engine, so that the engine reaches
 * them as it reaches any host, and can be killed without them. A terminal or browser shell tells it over IPC what to run. The
 * desktop shell names a folder, since no process under Electron can start a Node of its own: there it makes the fleet as well,
 * and answers with its configuration. Ends with its parent.
 */
export interface DemoReady {
  readonly ports: DemoPorts;
}

/** Null: it could not be made, and why. */
export type DemoMade = { readonly configFile: string } | { readonly configFile: null; readonly why: string };

const shell = (process as unknown as { parentPort?: { postMessage(message: DemoMade): void } }).parentPort;
const [folder] = process.argv.slice(2);

if (shell && folder !== undefined) {
  startDemoFleet(folder, async (order) => ({ ports: await runHosts(order), close: () => process.exit(0) })).then(
    ({ configFile }) => shell.postMessage({ configFile }),
    (error: unknown) => {
      const why = error instanceof Error ? error.message : String(error);
      process.stderr.write(`${why}\n`);
      shell.postMessage({ configFile: null, why });
    },
  );
} else {
  process.once('message', (message) => {
    void runHosts(message as DemoOrder).then((ports) => process.send?.({ ports } satisfies DemoReady));
  });
  process.on('disconnect', () => process.exit(0));
}
process.on('SIGINT', () => undefined);
