import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import * as z from 'zod';

/** The part of Electron's safeStorage that is used here. Only its asynchronous calls: the others are going away. */
export interface Vault {
  isAsyncEncryptionAvailable(): Promise<boolean>;
  encryptStringAsync(text: string): Promise<Buffer>;
  decryptStringAsync(sealed: Buffer): Promise<{ readonly result: string; readonly shouldReEncrypt: boolean }>;
  getSelectedStorageBackend(): string;
}

/** What this machine remembers for a person, under names. */
export interface Secrets {
  /** Why nothing can be remembered here; null: it can. */
  whyNot(): Promise<string | null>;
  /** Null: nothing is remembered, or it cannot be read any more. */
  read(name: string): Promise<string | null>;
  /** Null forgets it. False: it was not written. */
  write(name: string, value: string | null): Promise<boolean>;
}

const book = z.record(z.string(), z.string());

/**
 * Secrets in `file` (mode 0600), each sealed with a key that the system's own keychain holds. Where there is none, they would be as
 * good as plain text, and nothing is written. `platform`: only Linux has a backend that is none.
 */
export function createSecrets(vault: Vault, file: string, platform: NodeJS.Platform): Secrets {
  // One after another: two that are written at once would each lose the other's.
  let turn: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const done = turn.then(work);
    turn = done.catch(() => undefined);
    return done;
  };
  const load = async (): Promise<Record<string, string>> => {
    try {
      return book.parse(JSON.parse(await readFile(file, 'utf8')));
    } catch {
      // Not there yet, or damaged: then it is asked for again.
      return {};
    }
  };
  const save = async (sealed: Readonly<Record<string, string>>) => {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    await writeFile(`${file}.new`, JSON.stringify(sealed), { mode: 0o600 });
    await rename(`${file}.new`, file);
  };
  const whyNot = async () => {
    if (platform === 'linux' && vault.getSelectedStorageBackend() === 'basic_text')
      return 'It cannot be remembered: no keyring (GNOME Keyring, KWallet) runs here, so it would lie on the disk as plain text.';
    return (await vault.isAsyncEncryptionAvailable().catch(() => false))
      ? null
      : 'It cannot be remembered: the system’s keychain cannot be used.';
  };
  return {
    whyNot,
    read: (name) =>
      inTurn(async () => {
        const sealed = (await load())[name];
        if (sealed === undefined || (await whyNot()) !== null) return null;
        try {
          const { result, shouldReEncrypt } = await vault.decryptStringAsync(Buffer.from(sealed, 'base64'));
          if (shouldReEncrypt) await save({ ...(await load()), [name]: await seal(vault, result) });
          return result;
        } catch {
          return null;
        }
      }),
    write: (name, value) =>
      inTurn(async () => {
        const { [name]: _old, ...others } = await load();
        if (value !== null && (await whyNot()) !== null) return false;
        try {
          await save(value === null ? others : { ...others, [name]: await seal(vault, value) });
          return true;
        } catch {
          return false;
        }
      }),
  };
}

const seal = async (vault: Vault, text: string) => (await vault.encryptStringAsync(text)).toString('base64');
