import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** How a process of `capstan` ended, and what it said. */
export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Resolves as soon as stdout matches; rejects when the process ends without. */
  said(what: RegExp): Promise<RegExpExecArray>;
}

const launcher = fileURLToPath(new URL('../electron/cli/launcher.mjs', import.meta.url));

export interface CapstanOptions {
  readonly cwd: string;
  readonly env?: Record<string, string>;
  /** What is piped in; left out: nothing. */
  readonly input?: string;
}

/** Starts `capstan` as a person in `cwd` would, without a terminal and without anything of the person who runs the tests. */
export function startCapstan(args: readonly string[], options: CapstanOptions): Running {
  const { HOME: _home, SSH_AUTH_SOCK: _agent, CAPSTAN_CONFIG: _config, CAPSTAN_WHO: _who, DISPLAY: _display, ...env } = process.env;
  const child = spawn(process.execPath, [launcher, ...args], {
    cwd: options.cwd,
    env: { ...env, HOME: options.cwd, GIT_CONFIG_GLOBAL: '/dev/null', ...options.env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  // A verb that needs no more of it than it has read hangs up.
  child.stdin.on('error', () => undefined);
  child.stdin.end(options.input ?? '');
  let [out, err] = ['', ''];
  const listeners = new Set<() => void>();
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString();
    for (const hear of listeners) hear();
  });
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  const ended = new Promise<Ended>((resolve) => child.on('close', (code) => resolve({ code, out, err })));
  return {
    child,
    ended,
    said: (what) =>
      new Promise((resolve, reject) => {
        const hear = () => {
          const found = what.exec(out);
          if (!found) return;
          listeners.delete(hear);
          resolve(found);
        };
        listeners.add(hear);
        hear();
        void ended.then((end) => reject(new Error(`It ended without saying ${String(what)}: ${JSON.stringify(end)}`)));
      }),
  };
}

/** Runs `capstan` to its end. */
export function capstan(args: readonly string[], options: CapstanOptions): Promise<Ended> {
  return startCapstan(args, options).ended;
}
