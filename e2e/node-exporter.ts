import { spawn, spawnSync } from 'node:child_process';
import { freePort } from './free-port';

const program = 'prometheus-node-exporter';

/** Whether node_exporter is there: Debian's package `prometheus-node-exporter`. */
export function hasNodeExporter(): boolean {
  return spawnSync(program, ['--version'], { stdio: 'ignore' }).status === 0;
}

/** So many pages of a node_exporter on loopback, a moment apart. Rejects when it does not answer within 15 s. */
export async function nodeExporterPages(count: number): Promise<string[]> {
  const port = await freePort();
  const child = spawn(program, [`--web.listen-address=127.0.0.1:${port}`, '--log.level=error'], { stdio: 'ignore' });
  try {
    const pages: string[] = [];
    for (const until = Date.now() + 15_000; pages.length < count;) {
      const page = await fetch(`http://127.0.0.1:${port}/metrics`).then(
        (answer) => answer.text(),
        () => null,
      );
      if (page !== null) pages.push(page);
      else if (Date.now() > until) throw new Error(`${program} does not answer.`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    return pages;
  } finally {
    child.kill('SIGKILL');
  }
}
