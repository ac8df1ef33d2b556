import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { hostname, userInfo } from 'node:os';
import { join, resolve } from 'node:path';

const form = /^[0-9a-f]{16}$/;

/**
 * A word that stays this desk's over restarts: it is how a desk knows its own lock again. Where none can be kept, it is one that the same
 * user gets again on the same machine for the same data directory.
 */
export function deskToken(data: string): string {
  const known = keptToken(data);
  if (known !== null) return known;
  const token = randomBytes(8).toString('hex');
  return keepToken(data, token) ? token : derivedToken(data);
}

/** Writes the word of a desk down, if none is; false: it cannot be. */
export function keepToken(data: string, token: string): boolean {
  if (keptToken(data) !== null) return true;
  try {
    writeFileSync(join(data, 'desk'), `${token}\n`, { mode: 0o600 });
    // On a full disk a file may be made and stay empty.
    return keptToken(data) === token;
  } catch {
    return false;
  }
}

function keptToken(data: string): string | null {
  try {
    const token = readFileSync(join(data, 'desk'), 'utf8').trim();
    return form.test(token) ? token : null;
  } catch {
    return null;
  }
}

function derivedToken(data: string): string {
  const parts = [machine(), hostname(), user(), directory(data)];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16);
}

/** Two machines may have one host name. */
function machine(): string {
  try {
    return readFileSync('/etc/machine-id', 'utf8').trim();
  } catch {
    return '';
  }
}

function user(): string {
  try {
    return userInfo().username;
  } catch {
    // A user without a name: a container's.
    return String(process.getuid?.() ?? '');
  }
}

function directory(data: string): string {
  try {
    return realpathSync(data);
  } catch {
    return resolve(data);
  }
}
