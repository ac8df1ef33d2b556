import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { openHistory } from '../../electron/engine/history/database';
import { createHistory } from '../../electron/engine/history/history';
import { startTestFleet } from '../test-engine';
import { median } from './measure';
import type { BenchRow } from './row';

const events = 100_000;
const rounds = 7;
const barMs = 400;

/** From the start of the process to an engine that answers, with a long history: `capstan serve` until it says its address. */
export async function benchEngineStart(root: string): Promise<BenchRow[]> {
  const fleet = await startTestFleet();
  try {
    mkdirSync(fleet.config.data, { recursive: true });
    const { db } = openHistory(join(fleet.config.data, 'history.sqlite'));
    const history = createHistory(db);
    history.together(() => {
      for (let index = 0; index < events; index += 1)
        history.events.add({
          at: Date.now() - (events - index) * 1_000,
          push: `r-${Math.floor(index / 200)}`,
          host: `www-${index % 4}`,
          level: 'info',
          mark: 'verified',
          text: 'linked 9b3d07a, running 9b3d07a: verified, 1.1 s',
        });
    });
    history.close();
    const found: number[] = [];
    for (let round = 0; round < rounds; round += 1) found.push(await startOnce(root, fleet.configFile));
    const ms = median(found);
    return [
      {
        name: `engine ready, ${events.toLocaleString('en')} events in the history (with the start of its process)`,
        value: ms,
        unit: 'ms',
        peer: null,
        ratio: null,
        bar: `under ${barMs}, median of ${rounds}`,
        holds: ms < barMs,
      },
    ];
  } finally {
    await fleet.close();
  }
}

async function startOnce(root: string, configFile: string): Promise<number> {
  const startedAt = performance.now();
  const child = spawn(process.execPath, [join(root, 'out/main/cli.js'), 'serve', '-c', configFile, '--json', '--no-open'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  await new Promise<void>((resolve, reject) => {
    child.stdout.once('data', () => resolve());
    child.once('exit', (code) => reject(new Error(`capstan serve ended with ${code}.`)));
  });
  const ms = performance.now() - startedAt;
  child.kill('SIGTERM');
  await ended;
  return ms;
}
