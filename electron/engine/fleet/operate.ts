import type { Readable } from 'node:stream';
import type { HostAddress } from '../../../shared/config/config';
import type { HostOperation } from '../../../shared/contract/fleet';
import { HostError, type Connections, type RunResult } from './connections';
import type { Step } from './commands/steps';

/** A step that ran on its host and failed there, in the host's own words. */
export class StepFailed extends Error {
  override readonly name = 'StepFailed';
  constructor(
    readonly host: string,
    readonly step: string,
    readonly code: number | null,
    readonly said: string,
  ) {
    super(`${host}: ${step} failed${code === null ? '' : ` with exit code ${code}`}${said ? `: ${said}` : ', and said nothing'}`);
  }
}

export interface Operation {
  readonly deadlineMs: number;
  readonly signal?: AbortSignal | undefined;
  readonly stdin?: Readable | Buffer;
  /** A person or a rollback waits: dial at once even while the host is being left alone after failures. */
  readonly urgent?: boolean;
  /** The push that this is a step of, for who looks at the host's operations. */
  readonly push?: string | undefined;
}

/** What a step came to, told once, however it ended. */
export type Taken = Omit<HostOperation, 'at' | 'push'>;

export interface Operated<Result> {
  readonly result: Result;
  readonly stderr: string;
  readonly tookMs: number;
}

/** Takes one step on one host. Rejects with HostError (it could not be reached) or StepFailed (it was, and failed). */
export async function operate<Result>(
  connections: Connections,
  host: HostAddress,
  step: Step<Result>,
  operation: Operation,
  tell: (taken: Taken) => void = () => undefined,
): Promise<Operated<Result>> {
  const run = await told(step.name, connections.run(host, step.command, { ...operation, survives: step.survives }), tell);
  const result = run.code === 0 ? step.read(run.stdout) : null;
  const wrong = result === null ? null : (step.wrong?.(result) ?? null);
  tell({
    step: step.name,
    ok: result !== null && wrong === null,
    tookMs: run.tookMs,
    code: wrong ? wrong.code : run.code,
    output: lastLines(`${wrong ? `${wrong.said}\n` : ''}${run.stderr}\n${withoutFrame(run.stdout)}`),
  });
  if (result === null) throw new StepFailed(host.name, step.name, run.code, lastWords(run.stderr || run.stdout));
  return { result, stderr: lastWords(run.stderr), tookMs: run.tookMs };
}

/** Runs a command of the configuration as a step. Rejects as `operate` does: also where it ends with another code than 0. */
export async function command(
  connections: Connections,
  host: HostAddress,
  name: string,
  line: string,
  operation: Operation,
  tell: (taken: Taken) => void = () => undefined,
): Promise<void> {
  const run = await told(name, connections.run(host, line, operation), tell);
  const ok = run.code === 0;
  tell({ step: name, ok, tookMs: run.tookMs, code: run.code, output: lastLines(`${run.stdout}\n${run.stderr}`) });
  if (!ok) throw new StepFailed(host.name, name, run.code, lastWords(run.stderr || run.stdout));
}

/** Tells of a run that came to no exit code. One that was no longer wanted says nothing of the host. */
async function told(step: string, run: Promise<RunResult>, tell: (taken: Taken) => void): Promise<RunResult> {
  const startedAt = performance.now();
  try {
    return await run;
  } catch (error) {
    if (!(error instanceof HostError && error.kind === 'cancelled'))
      tell({
        step,
        ok: false,
        tookMs: Math.round(performance.now() - startedAt),
        code: null,
        output: error instanceof HostError ? `${error.message}\n${error.hint}` : sentence(error),
      });
    throw error;
  }
}

/** An answer without its first and last line, which say nothing to a person. */
function withoutFrame(stdout: string): string {
  return stdout.replaceAll(/^capstan (1 \S+|end)$\n?/gm, '');
}

const mostLines = 20;
const mostChars = 1500;

/** The end of an output, as lines. A copy: it must not keep the whole output in memory. */
export function lastLines(output: string): string {
  const end = output
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(-mostLines)
    .join('\n')
    .slice(-mostChars);
  return Buffer.from(end).toString();
}

/** The last lines of an output, on one line, short enough for a log. */
export function lastWords(output: string): string {
  return output.trim().split('\n').slice(-3).join(' / ').slice(-400).trim();
}

/** The same, where the host is named already. */
export function said(host: string, error: unknown): string {
  const text = typeof error === 'string' ? error : sentence(error);
  return text.startsWith(`${host}: `) ? text.slice(host.length + 2) : text;
}

/** What went wrong, as one sentence, whatever was thrown. */
export function sentence(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
