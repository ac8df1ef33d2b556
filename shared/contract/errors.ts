import * as z from 'zod';

/** Every refusal and failure that the engine answers with: a code, a sentence (the error's message), a hint. */
export const errorCodes = [
  'STALE',
  'FORBIDDEN',
  'LOCKED',
  'BUSY',
  'NOT_FOUND',
  'BAD_INPUT',
  'BAD_CONFIG',
  'REFUSED',
  'UNDOES_NEWER',
  'NEEDS_CONFIRMATION',
  'UNREACHABLE',
  'SOURCE',
  'ENGINE_LOST',
] as const;

export type ErrorCode = (typeof errorCodes)[number];

const data = z.object({ hint: z.string(), detail: z.array(z.string()).default([]) });

export const errors = Object.fromEntries(errorCodes.map((code) => [code, { data }])) as Record<ErrorCode, { data: typeof data }>;

/** An expected failure. The engine throws it; the router turns it into the contract's typed error. */
export class CapstanError extends Error {
  override readonly name = 'CapstanError';
  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly hint: string,
    readonly detail: readonly string[] = [],
  ) {
    super(message);
  }
}
