import { startTestFleet } from './test-engine';

/**
 * A test's fleet in a process of its own, for tests that cannot import the engine and for engines that are killed. Told over IPC
 * what to run and which host to stop or start; ends with its parent, and takes its directory along.
 */
export interface FleetOrder {
  readonly types?: Readonly<Record<string, number>>;
  /** Texts of `capstan.yaml` and what stands there instead. Each has to be there. */
  readonly replace?: readonly (readonly [string, string])[];
}

export interface FleetReady {
  readonly configFile: string;
  readonly directory: string;
  readonly commits: { readonly live: string; readonly good: string; readonly errors: string; readonly registrations: string };
  readonly hosts: readonly string[];
}

/** `id` comes back in the answer, which is `{ id, error }`. */
export type HostOrder = { readonly id: number } & ({ readonly stop: string } | { readonly start: string });

process.once('message', (message) => {
  const order = message as FleetOrder;
  void startTestFleet({
    ...(order.types ? { types: order.types } : {}),
    yaml: (text) =>
      (order.replace ?? []).reduce((now, [from, to]) => {
        if (!now.includes(from)) throw new Error(`capstan.yaml of the test has no ${from}`);
        return now.replace(from, to);
      }, text),
  }).then(
    (fleet) => {
      let ending = false;
      const end = () => {
        if (ending) return;
        ending = true;
        void fleet.close().finally(() => process.exit(0));
      };
      process.on('disconnect', end);
      process.on('SIGTERM', end);
      process.on('message', (next) => {
        const { id, ...what } = next as HostOrder;
        const host = fleet.hosts['stop' in what ? what.stop : what.start];
        void (async () => {
          if (!host) return 'There is no such host.';
          if ('stop' in what) host.stop();
          else await host.start();
          return null;
        })()
          .catch((error: unknown) => String(error))
          .then((error) => process.send?.({ id, error }));
      });
      const { configFile, directory, commits } = fleet;
      process.send?.({ configFile, directory, commits, hosts: Object.keys(fleet.hosts) } satisfies FleetReady);
    },
    (error: unknown) => {
      process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
      process.exit(1);
    },
  );
});
process.on('SIGINT', () => undefined);
