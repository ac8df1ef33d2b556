import { spawn, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from './free-port';

/** Whether Prometheus is there to be compared with: Debian's package `prometheus`. */
export function hasPrometheus(): boolean {
  return spawnSync('prometheus', ['--version'], { stdio: 'ignore' }).status === 0;
}

/** A page that Prometheus reads: all targets are on this loopback port. */
export interface PrometheusTarget {
  readonly instance: string;
  readonly path: string;
}

/** Somebody whom it knows. */
export interface PrometheusUser {
  readonly name: string;
  readonly password: string;
  /** bcrypt. */
  readonly hash: string;
}

export interface RunningPrometheus {
  readonly pid: number;
  /** Where its HTTP API is. */
  readonly url: string;
  /** Settles when it has ended, all it knows written. */
  stop(): Promise<void>;
}

/**
 * Starts Prometheus on loopback, with its data in `folder`, reading these pages of 127.0.0.1:`port`. `user`: who alone may
 * ask, with a bcrypt hash of the password; `own`: its port, where it has to be the one of before. Rejects with its last words.
 */
export async function startPrometheus(
  folder: string,
  port: number,
  targets: readonly PrometheusTarget[],
  everyMs: number,
  { user, own }: { readonly user?: PrometheusUser; readonly own?: number } = {},
): Promise<RunningPrometheus> {
  const config = {
    global: { scrape_interval: `${everyMs}ms`, scrape_timeout: `${everyMs}ms`, evaluation_interval: '1h' },
    scrape_configs: [
      {
        job_name: 'pages',
        static_configs: targets.map(({ instance, path }) => ({
          targets: [`127.0.0.1:${port}`],
          labels: { instance, __metrics_path__: path },
        })),
      },
    ],
  };
  const file = join(folder, 'prometheus.yml');
  // JSON is YAML.
  writeFileSync(file, JSON.stringify(config));
  const web = join(folder, 'web.yml');
  if (user) writeFileSync(web, JSON.stringify({ basic_auth_users: { [user.name]: user.hash } }));
  const headers: Record<string, string> = user
    ? { authorization: `Basic ${Buffer.from(`${user.name}:${user.password}`).toString('base64')}` }
    : {};
  const listen = own ?? (await freePort());
  const url = `http://127.0.0.1:${listen}`;
  const child = spawn(
    'prometheus',
    [
      `--config.file=${file}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${listen}`,
      ...(user ? [`--web.config.file=${web}`] : []),
      '--log.level=error',
    ],
    { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const atExit = () => child.kill('SIGKILL');
  process.once('exit', atExit);
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-2000)));
  const ended = new Promise<void>((done) => {
    child.once('error', (error) => ((said += error.message), done()));
    child.once('close', () => (process.off('exit', atExit), done()));
  });
  for (const until = Date.now() + 15_000; ;) {
    const isReady = await fetch(`${url}/-/ready`, { headers }).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isReady) break;
    if (child.exitCode !== null || child.pid === undefined || Date.now() > until) {
      child.kill('SIGKILL');
      throw new Error(`Prometheus did not start: ${said.trim().split('\n').slice(-2).join(' / ')}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return {
    pid: child.pid ?? 0,
    url,
    stop: () => {
      child.kill('SIGTERM');
      return ended;
    },
  };
}
