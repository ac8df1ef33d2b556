import { ORPCError } from '@orpc/client';
import { CapstanError } from '../../shared/contract/errors';
import { plain, printJson } from './output';

/** What a shell script can tell from a verb's end. */
export const exit = {
  ok: 0,
  /** Refused or failed; nothing was changed, or what was is said. */
  failed: 1,
  /** The command line or the configuration is wrong. */
  usage: 2,
  /** The push ended rolled back. */
  rolledBack: 3,
  /** A person has to decide: held, pending, or not well. */
  needsPerson: 4,
} as const;

/** What is said of an error. */
export interface Said {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
  readonly detail: readonly string[];
}

/** Says what went wrong, and returns the exit code for it. Never a stack trace for what can be expected. */
export function tell(error: unknown, json: boolean): number {
  const { code, message, hint, detail } = describe(error);
  if (json) printJson({ error: { code, message, hint, detail } });
  const lines = [message, ...(code === 'BAD_CONFIG' ? detail : []), hint].map((line) => plain(line)).filter(Boolean);
  process.stderr.write(`${lines.join('\n')}\n`);
  return code === 'BAD_CONFIG' || code === 'BAD_INPUT' ? exit.usage : exit.failed;
}

/** An error in the contract's words: what was refused or failed, and what to do about it. */
export function describe(error: unknown): Said {
  if (error instanceof CapstanError) return { code: error.code, message: error.message, hint: error.hint, detail: error.detail };
  if (error instanceof ORPCError) {
    const data = (error.data ?? {}) as { hint?: string; detail?: string[] };
    if (error.code === 'BAD_REQUEST')
      return { code: 'BAD_INPUT', message: `That cannot be asked: ${error.message}`, hint: issues(error.data), detail: [] };
    return { code: String(error.code), message: error.message, hint: data.hint ?? '', detail: data.detail ?? [] };
  }
  return { code: 'REFUSED', message: error instanceof Error ? error.message : String(error), hint: '', detail: [] };
}

function issues(data: unknown): string {
  const list = (data as { issues?: readonly { message?: string }[] } | null)?.issues ?? [];
  return list.flatMap((issue) => issue.message ?? []).join('; ');
}
