import { readFileSync } from 'node:fs';
import { Client } from 'ssh2';
import type { HostAddress } from '../../shared/config/config';
import { algorithmsFor } from '../../electron/engine/fleet/algorithms';
import { inParallel } from '../../electron/engine/fleet/in-parallel';
import type { BenchFleet } from './bench-fleet';

/** What a script with ssh2 and nothing around it would have. */
export interface Bare {
  /** Runs a command over the host's connection and answers with its output. Rejects unless it ends with 0. */
  exec(host: HostAddress, command: string): Promise<string>;
  end(): void;
}

/** Connects to all hosts, with the algorithms that we use ourselves. */
export async function connectBare({ hosts, ssh }: BenchFleet): Promise<Bare> {
  const privateKey = readFileSync(ssh.identity ?? '');
  const clients = new Map<HostAddress, Client>();
  await inParallel(
    hosts,
    ssh.parallel,
    (host) =>
      new Promise<void>((resolve, reject) => {
        const client = new Client();
        clients.set(host, client);
        client.once('ready', resolve).once('error', reject);
        client.connect({
          host: host.address,
          port: ssh.port,
          username: ssh.user ?? '',
          privateKey,
          algorithms: algorithmsFor(new Set()),
          readyTimeout: 60_000,
        });
      }),
  );
  return {
    exec: (host, command) =>
      new Promise((resolve, reject) => {
        clients.get(host)?.exec(command, (error, channel) => {
          if (error) return reject(error);
          let said = '';
          channel.on('data', (chunk: Buffer) => (said += chunk.toString()));
          channel.stderr.resume();
          channel.once('close', (code: number | null) =>
            code === 0 ? resolve(said) : reject(new Error(`${host.name}: exit code ${String(code)}`)),
          );
        });
      }),
    end: () => {
      for (const client of clients.values()) client.end();
    },
  };
}
