import { createHash, createHmac, randomBytes } from 'node:crypto';
import { fitsPatterns } from './pattern';

export interface KnownKey {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly keyType: string;
  /** The key's blob in base64 without padding. */
  readonly key: string;
  readonly revoked: boolean;
}

interface HashedKey extends KnownKey {
  readonly salt: Buffer;
  readonly hash: string;
  /** The one name it stands for, once that was found: it need not be tried with others again. */
  name: string | null;
}

/** One known_hosts file, indexed by name. */
export interface KnownHosts {
  readonly file: string;
  readonly byName: ReadonlyMap<string, readonly KnownKey[]>;
  readonly byPattern: readonly (KnownKey & { readonly patterns: readonly string[] })[];
  readonly hashed: readonly HashedKey[];
  readonly notes: readonly string[];
}

/** Reads a known_hosts file. Lines that cannot be understood are skipped with a note, never taken for something else. */
export function parseKnownHosts(file: string, text: string): KnownHosts {
  const byName = new Map<string, KnownKey[]>();
  const byPattern: (KnownKey & { patterns: readonly string[] })[] = [];
  const hashed: HashedKey[] = [];
  const notes: string[] = [];
  text.split('\n').forEach((raw, index) => {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) return;
    const words = line.split(/[ \t]+/);
    const marker = words[0]?.startsWith('@') ? words.shift() : null;
    const [names, keyType, base64] = words;
    const where = `${file}:${index + 1}`;
    if (marker === '@cert-authority') {
      notes.push(`${where}: @cert-authority left out: host certificates are not checked`);
      return;
    }
    if ((marker && marker !== '@revoked') || !names || !keyType || !base64 || !isKeyOf(base64, keyType)) {
      notes.push(`${where}: not understood, left out`);
      return;
    }
    const known: KnownKey = { file, line: index + 1, keyType, key: base64.replace(/=+$/, ''), revoked: marker === '@revoked' };
    if (names.startsWith('|')) {
      const [, kind, salt, hash] = names.split('|');
      if (kind === '1' && salt && hash) hashed.push({ ...known, salt: Buffer.from(salt, 'base64'), hash, name: null });
      else notes.push(`${where}: unknown kind of hash, left out`);
      return;
    }
    const patterns = names.toLowerCase().split(',');
    if (/[*?!]/.test(names)) {
      byPattern.push({ ...known, patterns });
      return;
    }
    for (const name of patterns) {
      const keys = byName.get(name);
      if (keys) keys.push(known);
      else byName.set(name, [known]);
    }
  });
  return { file, byName, byPattern, hashed, notes };
}

/** Whether the blob names the key type that stands before it. */
function isKeyOf(base64: string, keyType: string): boolean {
  const blob = Buffer.from(base64, 'base64');
  return blob.length > 4 + keyType.length && keyTypeOf(blob) === keyType;
}

/** The key type that a key's blob says of itself; empty when it is not a key. */
export function keyTypeOf(key: Buffer): string {
  if (key.length < 4) return '';
  const length = key.readUInt32BE(0);
  return length < 64 && key.length >= 4 + length ? key.toString('latin1', 4, 4 + length) : '';
}

/** The name under which OpenSSH files a host: `host`, or `[host]:port` for a port other than 22. */
export function knownHostsName(host: string, port: number): string {
  const name = host.toLowerCase();
  return port === 22 ? name : `[${name}]:${port}`;
}

function keysOf(books: readonly KnownHosts[], name: string): KnownKey[] {
  const keys: KnownKey[] = [];
  for (const book of books) {
    keys.push(...(book.byName.get(name) ?? []));
    for (const entry of book.byPattern) if (fitsPatterns(name, entry.patterns)) keys.push(entry);
    for (const entry of book.hashed) {
      if (entry.name === null && hashName(name, entry.salt) === entry.hash) entry.name = name;
      if (entry.name === name) keys.push(entry);
    }
  }
  return keys;
}

function hashName(name: string, salt: Buffer): string {
  return createHmac('sha1', salt).update(name).digest('base64');
}

export type Verdict =
  | { readonly is: 'known' }
  | { readonly is: 'unknown' }
  | { readonly is: 'changed'; readonly file: string; readonly line: number }
  | { readonly is: 'revoked'; readonly file: string; readonly line: number };

/** Keys of a host as known: under its own name, and for a port other than 22 under the bare name too. */
export interface KnownOfHost {
  readonly own: readonly KnownKey[];
  readonly bare: readonly KnownKey[];
}

/** `port` is 22 where a HostKeyAlias stands for the host, as in OpenSSH. */
export function knownOfHost(books: readonly KnownHosts[], host: string, port: number): KnownOfHost {
  return { own: keysOf(books, knownHostsName(host, port)), bare: port === 22 ? [] : keysOf(books, host.toLowerCase()) };
}

/**
 * Judges a key that a host shows, as OpenSSH does: revoked beats all; an equal key is known; any other key known for that name,
 * of whatever type, makes it changed; the bare name of a host on an odd port can only confirm.
 */
export function judgeKey(known: KnownOfHost, key: Buffer): Verdict {
  const shown = key.toString('base64').replace(/=+$/, '');
  const revoked = [...known.own, ...known.bare].find((one) => one.revoked && one.key === shown);
  if (revoked) return { is: 'revoked', file: revoked.file, line: revoked.line };
  const good = known.own.filter((one) => !one.revoked);
  if (good.some((one) => one.key === shown) || (good.length === 0 && known.bare.some((one) => !one.revoked && one.key === shown)))
    return { is: 'known' };
  const type = keyTypeOf(key);
  const other = good.find((one) => one.keyType === type) ?? good[0];
  return other ? { is: 'changed', file: other.file, line: other.line } : { is: 'unknown' };
}

/** The types of key a host is known by, so that it can be asked for one of these first. */
export function knownKeyTypes(known: KnownOfHost): ReadonlySet<string> {
  const good = known.own.filter((one) => !one.revoked);
  return new Set((good.length > 0 ? good : known.bare.filter((one) => !one.revoked)).map((one) => one.keyType));
}

/** A line (with its newline) that files a key under a host's name. Hashed lines do not give the name away. */
export function knownHostsLine(host: string, port: number, key: Buffer, hashed: boolean, salt: Buffer = randomBytes(20)): string {
  const name = knownHostsName(host, port);
  const shown = hashed ? `|1|${salt.toString('base64')}|${hashName(name, salt)}` : name;
  return `${shown} ${keyTypeOf(key)} ${key.toString('base64')}\n`;
}

/** As `ssh-keygen -l` prints it: `SHA256:` and the digest in base64 without padding. */
export function fingerprint(key: Buffer): string {
  return `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;
}
