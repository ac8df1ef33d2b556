import { startHost, type DemoHostOptions } from './host';

/**
 * The demonstration fleet's own process: SSH servers and shops of all hosts. Apart from the engine, so that the engine reaches
 * them as it reaches any host, and can be killed without them. Told over IPC what to run; ends with its parent.
 */
export interface DemoOrder {
  readonly hosts: readonly (Omit<DemoHostOptions, 'clientKey'> & { readonly clientKey: string })[];
}

export interface DemoReady {
  readonly ports: Readonly<Record<string, number>>;
}

process.once('message', (message) => {
  const order = message as DemoOrder;
  void (async () => {
    const ports: Record<string, number> = {};
    for (const host of order.hosts) {
      const started = await startHost({ ...host, clientKey: Buffer.from(host.clientKey, 'base64') });
      ports[host.name] = started.port;
    }
    process.send?.({ ports } satisfies DemoReady);
  })();
});
process.on('disconnect', () => process.exit(0));
process.on('SIGINT', () => undefined);
