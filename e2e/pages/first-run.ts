import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { built } from './processes';

/** The built Capstan as somebody starts it for the first time: in an empty folder, with an empty home. */
export interface FirstRun {
  readonly address: string;
  /** The folder it was started in. */
  readonly folder: string;
  readonly home: string;
  /** Where it may put what it needs for a while. */
  readonly temporary: string;
  /** All that it has said. */
  said(): string;
  close(): Promise<void>;
}

const startWithinMs = 40_000;

export async function startFirstRun(): Promise<FirstRun> {
  const directory = mkdtempSync(join(tmpdir(), 'capstan-first-'));
  const [folder = '', home = '', temporary = ''] = ['start', 'home', 'tmp'].map((name) => {
    mkdirSync(join(directory, name));
    return join(directory, name);
  });
  const child = spawn(process.execPath, [join(built, 'main/cli.js'), 'start', '--browser', '--no-open'], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { PATH: process.env['PATH'], HOME: home, TMPDIR: temporary, CAPSTAN_WHO: 'Mara Lindqvist' },
  });
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  child.once('exit', () => process.off('exit', kill));
  let said = '';
  const address = await new Promise<string>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`Capstan did not start in time: ${said}`)), startWithinMs);
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      const found = /http:\S+#token=\S+/.exec(said);
      if (!found) return;
      clearTimeout(timer);
      resolve(found[0]);
    });
    child.once('exit', (code) => reject(new Error(`Capstan ended by itself, exit code ${String(code)}: ${said}`)));
  }).catch((error: unknown) => {
    kill();
    throw error;
  });
  return {
    address,
    folder,
    home,
    temporary,
    said: () => said,
    close: async () => {
      child.kill('SIGTERM');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
      rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
