export type HostErrorKind =
  | 'unreachable'
  | 'timeout'
  | 'auth'
  | 'unknown key'
  | 'changed key'
  | 'revoked key'
  | 'lost'
  | 'cancelled'
  | 'no algorithm'
  | 'too much output'
  | 'key needs passphrase';

/** Why nothing could be done on a host. The message starts with the host; the hint says what a person can do about it. */
export class HostError extends Error {
  override readonly name = 'HostError';
  constructor(
    readonly host: string,
    readonly kind: HostErrorKind,
    what: string,
    readonly hint: string,
  ) {
    super(`${host}: ${what}`);
  }
}

const lasting: ReadonlySet<HostErrorKind> = new Set([
  'auth',
  'unknown key',
  'changed key',
  'revoked key',
  'no algorithm',
  'key needs passphrase',
]);

/** Whether only a person can make it go away: dialling again by oneself is of no use. */
export function isLasting(kind: HostErrorKind): boolean {
  return lasting.has(kind);
}
