import { startHost, type DemoHostOptions } from './host';

/** What hosts a demonstration has. */
export interface DemoOrder {
  readonly hosts: readonly (Omit<DemoHostOptions, 'clientKey'> & { readonly clientKey: string })[];
}

export type DemoPorts = Readonly<Record<string, number>>;

/** Starts SSH servers and shops of all hosts in this process; answers where they listen. */
export async function runHosts(order: DemoOrder): Promise<DemoPorts> {
  const ports: Record<string, number> = {};
  for (const host of order.hosts) {
    const started = await startHost({ ...host, clientKey: Buffer.from(host.clientKey, 'base64') });
    ports[host.name] = started.port;
  }
  return ports;
}
