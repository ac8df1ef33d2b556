import type { HostAddress } from '../../shared/config/config';
import type { Connections } from '../../electron/engine/fleet/connections';
import type { BenchFleet } from './bench-fleet';
import { timed } from './measure';

const deadlineMs = 60_000;

export async function everywhere(connections: Connections, hosts: readonly HostAddress[], command: string): Promise<void> {
  await Promise.all(
    hosts.map(async (host) => {
      const { code } = await connections.run(host, command, { deadlineMs });
      if (code !== 0) throw new Error(`${host.name}: ${command} ended with ${String(code)}`);
    }),
  );
}

export async function tryOut(fleet: BenchFleet) {
  for (let i = 0; i < 4; i += 1) {
    const connections = fleet.connect();
    console.log('cold', await timed(() => everywhere(connections, fleet.hosts, 'true')));
    for (let j = 0; j < 3; j += 1) console.log('warm', await timed(() => everywhere(connections, fleet.hosts, 'true')));
    await connections.close();
    await new Promise((r) => setTimeout(r, 1000));
  }
}
