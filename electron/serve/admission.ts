import { timingSafeEqual } from 'node:crypto';
import type { Role } from '../../shared/contract/contract';

/** One secret a role, made anew at each start. */
export type Tokens = Readonly<Record<Role, string>>;

const prefix = 'capstan.token.';

/**
 * Whether a request comes from this very page: `Host` has to be this loopback server by name (or a page of another name was
 * pointed here by DNS), and an `Origin`, where there is one, has to be the same.
 */
export function isOwnRequest(headers: { host?: string | undefined; origin?: string | undefined }, port: number): boolean {
  // Browsers leave out the port that goes without saying.
  const names = ['127.0.0.1', 'localhost', '[::1]'].flatMap((name) => (port === 80 ? [name, `${name}:80`] : [`${name}:${port}`]));
  if (headers.host === undefined || !names.includes(headers.host)) return false;
  return headers.origin === undefined || headers.origin === `http://${headers.host}`;
}

/** The role that a WebSocket's offered subprotocols carry a token for; null: none. Compared without telling how far they agree. */
export function roleOf(offered: string | undefined, tokens: Tokens): Role | null {
  const words = (offered ?? '').split(',').map((word) => word.trim());
  if (!words.includes('capstan')) return null;
  const token = words.find((word) => word.startsWith(prefix))?.slice(prefix.length) ?? '';
  let found: Role | null = null;
  for (const role of ['captain', 'responder', 'viewer'] as const) if (same(token, tokens[role])) found = role;
  return found;
}

function same(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}
