import { spawn, spawnSync } from 'node:child_process';

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end, however it ends. Rejects when there is no such program. */
export function runProgram(program: string, args: readonly string[]): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    const said = { stdout: '', stderr: '' };
    const atExit = () => child.kill();
    process.once('exit', atExit);
    child.stdout.on('data', (chunk: Buffer) => (said.stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (said.stderr += chunk.toString()));
    child.once('error', reject);
    child.once('close', (code) => {
      process.off('exit', atExit);
      resolve({ code, ...said });
    });
  });
}

/** The same, for what has to go well: rejects with its last words if it did not. */
export async function mustRun(program: string, args: readonly string[]): Promise<Ran> {
  const ran = await runProgram(program, args);
  if (ran.code !== 0)
    throw new Error(`${program} ended with ${String(ran.code)}: ${(ran.stderr || ran.stdout).trim().split('\n').slice(-3).join(' / ')}`);
  return ran;
}

/** The first of these programs that is installed here; null: none is. */
export function installed(...programs: readonly string[]): string | null {
  return programs.find((program) => !spawnSync(program, ['--version'], { stdio: 'ignore' }).error) ?? null;
}
