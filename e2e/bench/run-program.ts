import { spawn } from 'node:child_process';

/** Runs a program to its end and answers with its output. Rejects with its last words if it did not end well. */
export function mustRun(program: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    const atExit = () => child.kill();
    process.once('exit', atExit);
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    child.once('error', reject);
    child.once('close', (code, signal) => {
      process.off('exit', atExit);
      if (code === 0) return resolve(stdout);
      const said = (stderr || stdout).trim().split('\n').slice(-3).join(' / ').slice(-400);
      reject(new Error(`${program} ended with ${signal ?? String(code)}: ${said}`));
    });
  });
}
