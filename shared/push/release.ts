/**
 * Whether what a process says it runs is this release. It may say the release's whole name, or the revision in it (at least
 * seven hexadecimal digits): applications know their commit more often than the digest of their archive.
 */
export function isRelease(said: string, release: string): boolean {
  const word = said.trim();
  if (word === release) return true;
  const revision = release.split('-', 1)[0] ?? release;
  return /^[0-9a-f]{7,64}$/i.test(word) && (revision.startsWith(word.toLowerCase()) || word.toLowerCase().startsWith(revision));
}
