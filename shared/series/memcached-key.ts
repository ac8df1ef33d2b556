/** Why this cannot be a key of memcached's text protocol, in words; null: it can. Its limit is 250 bytes, without blanks and controls. */
export function faultOfKey(key: string): string | null {
  if (key === '') return 'the key is empty';
  // What is no ASCII takes two to four bytes of UTF-8.
  let bytes = 0;
  for (const char of key) {
    const code = char.codePointAt(0) ?? 0;
    if (code <= 32 || code === 127) return 'a key of memcached has no blanks and no control characters';
    if (code >= 0xd800 && code <= 0xdfff) return 'half a character is in the key';
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes > 250 ? `the key has ${bytes} bytes; memcached takes 250` : null;
}
