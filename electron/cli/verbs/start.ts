import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Command } from 'commander';
import type { DemoFleet } from '../../engine/demo/demo-fleet';
import { pageRoot, serve, type BrowserShell } from '../../serve/serve';
import { findConfig, readConfig } from '../config-file';
import { freshDemoFleet } from '../demo';
import { hasDisplay, openBrowser } from '../open-browser';
import { print } from '../output';
import { keepShown, takeSeat, type SeatOptions } from '../seat';
import { untilStopped } from '../until-stopped';
import { ended } from '../verb';
import { namesOf } from '../who';
import { port } from './serve';

const fetchLimitMs = 60_000;
const tellFirstMs = 500;

interface StartOptions {
  readonly config?: string;
  readonly port: number;
  readonly browser?: boolean;
  readonly open: boolean;
}

export function start(program: Command): void {
  program
    .command('start')
    .description(
      'open Capstan: its window where Electron is there, else in the browser; on the demonstration fleet where there is no capstan.yaml',
    )
    .option('-c, --config <file>', 'the configuration')
    .option('-p, --port <port>', 'port of the browser shell; 0: any that is free', port, 0)
    .option('--browser', 'in the browser, also where Electron is there')
    .option('--no-open', 'do not open a browser')
    .action((options: StartOptions) => ended({}, () => run(options)));
}

async function run(options: StartOptions): Promise<number> {
  const named = options.config ?? findConfig();
  const demo = named === null ? await freshDemoFleet() : null;
  if (demo)
    print(
      'There is no capstan.yaml here, so this runs on the embedded demonstration fleet. Its page sets up yours, and so does `capstan init`.',
    );
  try {
    const configFile = named ?? demo?.configFile ?? '';
    // What cannot be read is said here, not by a window that stays empty.
    const electron = options.browser ? null : findElectron();
    if (electron !== null) {
      await readConfig(configFile);
      const child = spawn(electron, [join(import.meta.dirname, 'main.js')], {
        stdio: 'inherit',
        env: { ...process.env, CAPSTAN_CONFIG: configFile, CAPSTAN_DEMO: demo ? '1' : '' },
      });
      return await new Promise((done) => child.on('close', (code) => done(code ?? 1)));
    }
    await serveUntilStopped(configFile, demo, options);
    return 0;
  } finally {
    demo?.close();
  }
}

/** The browser shell: on the demonstration it goes over to the fleet that somebody sets up there. */
async function serveUntilStopped(configFile: string, demo: DemoFleet | null, options: StartOptions): Promise<void> {
  let shown: SeatOptions = { config: configFile, acceptNew: false, demo: false };
  const opens = async (file: string) => {
    const next = { config: file, acceptNew: false, demo: false };
    // Before the old one goes: where this one cannot start, all stays as it is.
    const seat = await takeSeat(next);
    // The page that asked for it is told first.
    setTimeout(() => {
      const old = held.seat;
      held.seat = seat;
      shown = next;
      shell?.show(seat.connect, namesOf(seat.who));
      print(`Now for ${seat.fleet}, from ${file}.`);
      void old.close().finally(() => demo?.close());
    }, tellFirstMs);
  };

  let shell: BrowserShell | null = null;
  const held = { seat: await takeSeat(demo ? { ...shown, demo: true, opens } : shown) };
  try {
    shell = await serve(held.seat.connect, pageRoot(import.meta.dirname), options.port, namesOf(held.seat.who));
    const stopped = untilStopped(() => held.seat.engine);
    const reason = !hasDisplay() ? 'There is no display' : options.browser ? 'As asked' : 'The Electron binary is not here';
    print(`${reason}: Capstan runs in the browser, at\n\n  ${shell.address('captain')}\n\nCtrl-C stops it.`);
    if (options.open) openBrowser(shell.address('captain'));
    await keepShown(held, shell, { stopped, options: () => shown });
  } finally {
    await shell?.close();
    await held.seat.close();
  }
}

/** Electron's binary, if there is a screen for it and it is here or can be fetched within a minute. Never imported: that would fetch it silently. */
function findElectron(): string | null {
  if (!hasDisplay()) return null;
  let folder: string;
  try {
    folder = dirname(createRequire(import.meta.url).resolve('electron/package.json'));
  } catch {
    return null;
  }
  const binary = () => {
    const path = join(folder, 'path.txt');
    const file = existsSync(path) ? join(folder, 'dist', readFileSync(path, 'utf8').trim()) : null;
    return file !== null && existsSync(file) ? file : null;
  };
  const here = binary();
  if (here !== null) return here;
  print('Fetching Electron, for a minute at most …');
  spawnSync(process.execPath, [join(folder, 'install.js')], { stdio: 'ignore', timeout: fetchLimitMs, killSignal: 'SIGKILL' });
  return binary();
}
