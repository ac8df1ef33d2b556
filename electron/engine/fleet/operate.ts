import type { Readable } from 'node:stream';
import type { HostAddress } from '../../../shared/config/config';
import type { Connections } from './connections';
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
}

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
): Promise<Operated<Result>> {
  const run = await connections.run(host, step.command, operation);
  const result = run.code === 0 ? step.read(run.stdout) : null;
  if (result === null) throw new StepFailed(host.name, step.name, run.code, lastWords(run.stderr || run.stdout));
  return { result, stderr: lastWords(run.stderr), tookMs: run.tookMs };
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
