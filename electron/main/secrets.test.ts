import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSecrets, type Vault } from './secrets';

/** A keychain that turns letters round: enough to see that nothing lies there as it was given. */
const keychain = (change: Partial<Vault> = {}): Vault => ({
  isAsyncEncryptionAvailable: async () => true,
  encryptStringAsync: async (text) => Buffer.from(Array.from(text).reverse().join('')),
  decryptStringAsync: async (sealed) => ({ result: Array.from(sealed.toString()).reverse().join(''), shouldReEncrypt: false }),
  getSelectedStorageBackend: () => 'gnome_libsecret',
  ...change,
});

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'capstan-secrets-'));
  file = join(folder, 'deeper/secrets.json');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('secrets', () => {
  it('are read back, also by the next start, and lie sealed in a file of this user alone', async () => {
    expect(await createSecrets(keychain(), file, 'linux').write('a', 'open sesame')).toBe(true);
    expect(await createSecrets(keychain(), file, 'linux').read('a')).toBe('open sesame');
    expect(readFileSync(file, 'utf8')).not.toContain('open sesame');
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('are forgotten on request, the others not', async () => {
    const secrets = createSecrets(keychain(), file, 'linux');
    await secrets.write('a', 'one');
    await secrets.write('b', 'two');
    expect(await secrets.write('a', null)).toBe(true);
    expect([await secrets.read('a'), await secrets.read('b')]).toEqual([null, 'two']);
  });

  it('written at once are all there', async () => {
    const secrets = createSecrets(keychain(), file, 'linux');
    const names = Array.from({ length: 20 }, (_, at) => `key ${at}`);
    await Promise.all(names.map((name) => secrets.write(name, `of ${name}`)));
    expect(await Promise.all(names.map((name) => secrets.read(name)))).toEqual(names.map((name) => `of ${name}`));
  });

  it.each([
    ['plain text only', keychain({ getSelectedStorageBackend: () => 'basic_text' }), /plain text/],
    ['no keychain', keychain({ isAsyncEncryptionAvailable: async () => false }), /keychain/],
    ['a keychain that fails', keychain({ isAsyncEncryptionAvailable: () => Promise.reject(new Error('dbus')) }), /keychain/],
  ])('are refused where there is %s, in words, and nothing is written', async (_what, vault, words) => {
    const secrets = createSecrets(vault, file, 'linux');
    expect(await secrets.whyNot()).toMatch(words);
    expect(await secrets.write('a', 'open sesame')).toBe(false);
    expect(await secrets.read('a')).toBeNull();
    expect(() => statSync(file)).toThrow();
  });

  it('ask only Linux for its backend: the others have one', async () => {
    const vault = keychain({ getSelectedStorageBackend: () => 'basic_text' });
    expect(await createSecrets(vault, file, 'darwin').whyNot()).toBeNull();
  });

  it('that cannot be opened any more count as forgotten', async () => {
    await createSecrets(keychain(), file, 'linux').write('a', 'one');
    const other = keychain({ decryptStringAsync: () => Promise.reject(new Error('another key')) });
    expect(await createSecrets(other, file, 'linux').read('a')).toBeNull();
  });

  it('are sealed anew when the keychain asks for it', async () => {
    await createSecrets(keychain(), file, 'linux').write('a', 'one');
    const before = readFileSync(file, 'utf8');
    const rotated = keychain({
      decryptStringAsync: async () => ({ result: 'one', shouldReEncrypt: true }),
      encryptStringAsync: async () => Buffer.from('by the new key'),
    });
    expect(await createSecrets(rotated, file, 'linux').read('a')).toBe('one');
    expect(readFileSync(file, 'utf8')).not.toBe(before);
  });

  it.each(['', '{', '[]', '{"a":1}', 'null'])('begin anew where the file says %j', async (text) => {
    file = join(folder, 'secrets.json');
    writeFileSync(file, text);
    const secrets = createSecrets(keychain(), file, 'linux');
    expect(await secrets.read('a')).toBeNull();
    expect(await secrets.write('a', 'one')).toBe(true);
    expect(await secrets.read('a')).toBe('one');
  });
});
