import type { Command } from 'commander';
import { untilNotNeeded } from '../../engine/lifetime';
import { startEngine, type StartedEngine } from '../../engine/start-engine';
import type { FirstWord } from '../background';
import { describe, exit } from '../exit';
import { fleetPlace } from '../fleet-place';
import { ended } from '../verb';

interface EngineOptions {
  readonly config?: string;
  readonly acceptNew?: boolean;
  readonly lastGood?: boolean;
}

/** The engine as a process of its own, in the background. Verbs start it; people need not. */
export function engine(program: Command): void {
  program
    .command('engine', { hidden: true })
    .description('the engine alone, for as long as a shell is attached to it or a push is under way or held')
    .option('-c, --config <file>', 'the configuration')
    .option('--accept-new', 'take host keys that are not known yet, and remember them')
    .option('--last-good', 'where the configuration is broken, go on with the one that was in force last')
    .action((options: EngineOptions) => ended({}, () => run(options)));
}

async function run(options: EngineOptions): Promise<number> {
  // Whoever started this reads one line and hangs up; that ends nothing here.
  process.stdout.removeAllListeners('error').on('error', () => undefined);
  const say = (word: FirstWord) => process.stdout.write(`${JSON.stringify(word)}\n`);
  let started: StartedEngine;
  try {
    started = await begin(options);
  } catch (error) {
    say({ fault: describe(error) });
    return exit.failed;
  }
  const { log } = started.engine;
  // A message that cannot be read is its sender's trouble, not the fleet's.
  process.on('unhandledRejection', (error) => log.add(`Internal error: ${String(error)}`, { level: 'error', mark: 'crit' }));
  const asked = new Promise<void>((done) => {
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.once(signal, () => done());
  });
  say({ ready: true });
  await Promise.race([asked, untilNotNeeded(started)]);
  await started.close();
  return exit.ok;
}

async function begin(options: EngineOptions): Promise<StartedEngine> {
  const { configFile, who, found } = await fleetPlace(options.config ?? null);
  const shell = { configFile, who, demo: false, acceptNew: options.acceptNew ?? false, takeUp: false };
  if (found.ok) return startEngine(found.config, shell);
  if (!options.lastGood || found.before === null) throw found.error;
  return startEngine(found.before.config, { ...shell, text: found.before.text });
}
