import type { Algorithms, ServerHostKeyAlgorithm } from 'ssh2';

/**
 * The one list of algorithms for both shells. No chacha20: Electron's BoringSSL does not have it, and a host must not work in
 * one shell and fail in the other. AES-128-GCM first: the cheapest on any CPU with AES instructions.
 */
const hostKeys: readonly ServerHostKeyAlgorithm[] = [
  'ssh-ed25519',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
  'rsa-sha2-512',
  'rsa-sha2-256',
];

const common: Omit<Algorithms, 'serverHostKey'> = {
  kex: [
    'curve25519-sha256',
    'curve25519-sha256@libssh.org',
    'ecdh-sha2-nistp256',
    'ecdh-sha2-nistp384',
    'ecdh-sha2-nistp521',
    'diffie-hellman-group16-sha512',
    'diffie-hellman-group14-sha256',
  ],
  cipher: ['aes128-gcm@openssh.com', 'aes256-gcm@openssh.com', 'aes128-ctr', 'aes192-ctr', 'aes256-ctr'],
  hmac: ['hmac-sha2-256-etm@openssh.com', 'hmac-sha2-512-etm@openssh.com', 'hmac-sha2-256', 'hmac-sha2-512'],
  compress: ['none'],
};

/** The list for a host that is known by keys of these types: these are asked for first, or a host with several keys looks changed. */
export function algorithmsFor(knownTypes: ReadonlySet<string>): Algorithms {
  const isKnown = (algorithm: string) => knownTypes.has(algorithm.startsWith('rsa-sha2-') ? 'ssh-rsa' : algorithm);
  return { ...common, serverHostKey: [...hostKeys.filter(isKnown), ...hostKeys.filter((one) => !isKnown(one))] };
}

/** What ssh2 says when nothing matches, in words, with what we would have taken; null when that is not what it says. */
export function explainNoMatch(message: string): string | null {
  const what =
    /no matching (key exchange algorithm|host key format|C->S cipher|S->C cipher|C->S MAC|S->C MAC|C->S compression|S->C compression)/i
      .exec(message)?.[1]
      ?.toLowerCase();
  if (!what) return null;
  const [name, list] = what.includes('key exchange')
    ? ['key exchange', common.kex]
    : what.includes('host key')
      ? ['type of host key', hostKeys]
      : what.includes('cipher')
        ? ['cipher', common.cipher]
        : what.includes('mac')
          ? ['MAC', common.hmac]
          : ['compression', common.compress];
  return `it offers no ${name} that Capstan takes (${[...(Array.isArray(list) ? list : [])].join(', ')})`;
}
