import { startTestFleet } from './test-engine';

/**
 * A test's fleet in a process of its own: for tests that cannot import the engine, and for engines that are killed. Told over IPC
 * what to run; ends with its parent, and takes its directory along.
 */
export interface FleetOrder {
  readonly types?: Readonly<Record<string, number>>;
  /** Texts of `capstan.yaml` and what stands there instead. Each has to be there. */
  readonly replace?: readonly (readonly [string, string])[];
}

export interface FleetReady {
  readonly configFile: string;
  /** As in `TestFleet`: `shop` is the clone, `hosts/NAME` are the hosts' homes. */
  readonly directory: string;
  readonly commits: { readonly live: string; readonly good: string; readonly errors: string; readonly registrations: string };
  readonly hosts: readonly string[];
}

process.once('message', (message) => {
  const { types, replace = [] } = message as FleetOrder;
  const yaml = (text: string) =>
    replace.reduce((now, [from, to]) => {
      if (!now.includes(from)) throw new Error(`capstan.yaml of the test has no ${from}`);
      return now.replace(from, to);
    }, text);
  startTestFleet({ ...(types ? { types } : {}), yaml }).then(
    (fleet) => {
      const end = () => void fleet.close().finally(() => process.exit(0));
      process.once('disconnect', end);
      const { configFile, directory, commits, hosts } = fleet;
      process.send?.({ configFile, directory, commits, hosts: Object.keys(hosts) } satisfies FleetReady);
    },
    (error: unknown) => {
      process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
      process.exit(1);
    },
  );
});
// Ctrl-C reaches the whole group of processes; the parent ends this one.
process.on('SIGINT', () => undefined);
