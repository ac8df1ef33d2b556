import ssh2, { type ParsedKey } from 'ssh2';
import { FileCache } from './file-cache';

/** A private key's file, as far as it can be read without asking anyone. */
export type KeyFile =
  | { readonly is: 'open'; readonly key: ParsedKey }
  /** Encrypted. The public half is null where neither the file nor a `.pub` beside it tells. */
  | { readonly is: 'locked'; readonly text: string; readonly publicKey: ParsedKey | null }
  /** Only a public key: the agent (or a token) holds the other half. */
  | { readonly is: 'public'; readonly publicKey: ParsedKey }
  | { readonly is: 'missing' }
  | { readonly is: 'bad'; readonly why: string };

/** Reads identity files, each parsed once until it changes. */
export class KeyFiles {
  readonly #publics = new FileCache((_path, text) => (text === null ? null : parsePublic(text)));
  readonly #files = new FileCache((path, text): KeyFile => {
    const beside = this.#publics.get(`${path}.pub`);
    if (text === null) return beside ? { is: 'public', publicKey: beside } : { is: 'missing' };
    const parsed = parsePrivate(text);
    if (!(parsed instanceof Error))
      return parsed.isPrivateKey() ? { is: 'open', key: parsed } : { is: 'public', publicKey: parsed };
    if (/BEGIN ENCRYPTED PRIVATE KEY/.test(text))
      return { is: 'bad', why: `${path} is an encrypted PKCS#8 key: convert it with ssh-keygen -p` };
    if (/encrypted|passphrase/i.test(parsed.message)) return { is: 'locked', text, publicKey: beside ?? publicHalf(text) };
    return { is: 'bad', why: `${path} is not a private key that can be read: ${parsed.message}` };
  });

  get(path: string): KeyFile {
    return this.#files.get(path);
  }
}

/** Opens a locked key; null when the passphrase is not the one. Takes some hundred ms: the key's own protection. */
export function unlock(text: string, passphrase: string): ParsedKey | null {
  const parsed = parsePrivate(text, passphrase);
  return parsed instanceof Error || !parsed.isPrivateKey() ? null : parsed;
}

function parsePrivate(text: string, passphrase?: string): ParsedKey | Error {
  // An OpenSSH file may hold several keys; then the parser answers with a list.
  const parsed = ssh2.utils.parseKey(text, passphrase) as ParsedKey | Error | readonly ParsedKey[];
  return 'length' in parsed ? (parsed[0] ?? new Error('no key in it')) : parsed;
}

function parsePublic(text: string): ParsedKey | null {
  const parsed = ssh2.utils.parseKey(text);
  return parsed instanceof Error || parsed.isPrivateKey() ? null : parsed;
}

const opening = 'openssh-key-v1\0';

/** The public half that OpenSSH's own format keeps in the clear before the encrypted part; null for other formats. */
export function publicHalf(text: string): ParsedKey | null {
  const body = /-----BEGIN OPENSSH PRIVATE KEY-----([\s\S]*?)-----END/.exec(text)?.[1];
  if (!body) return null;
  const blob = Buffer.from(body, 'base64');
  if (blob.toString('latin1', 0, opening.length) !== opening) return null;
  let at = opening.length;
  const readString = (): Buffer | null => {
    if (at + 4 > blob.length) return null;
    const end = at + 4 + blob.readUInt32BE(at);
    if (end > blob.length) return null;
    const value = blob.subarray(at + 4, end);
    at = end;
    return value;
  };
  // Cipher, key derivation, its options; then the number of keys; then the first public key.
  if (!readString() || !readString() || !readString()) return null;
  at += 4;
  const key = readString();
  if (!key) return null;
  const name = key.toString('latin1', 4, 4 + key.readUInt32BE(0));
  return parsePublic(`${name} ${key.toString('base64')}`);
}
