import type { ErrorCode } from '../shared/contract/errors';

/** What an act or query failed with: the engine's code, sentence and hint, or one of the page's own two codes. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  constructor(
    readonly code: ErrorCode | 'ABORTED' | 'UNEXPECTED' | (string & {}),
    message: string,
    readonly hint: string,
    readonly detail: readonly string[] = [],
  ) {
    super(message);
  }
}
