import { keychainName, type SecretStore } from '../../secrets';
import { SourceFault } from './source';

/** Finds secrets by the names that capstan.yaml has for them. Rejects with a sentence that names the secret, never its value. */
export type FindSecret = (name: string) => Promise<string>;

const howToSet = (name: string) =>
  `Set the environment variable ${name} for the process that runs the engine; or, with the desktop app open, \`capstan secret set ${name}\`.`;

/**
 * Looks for the environment variable of this name, then for `secret NAME` in the keychain, where a shell has one. Read anew each time, so
 * that a changed secret holds from the next request on.
 */
export function createFindSecret(env: Readonly<Record<string, string | undefined>>, keychain: SecretStore | null): FindSecret {
  return async (name) => {
    const value = env[name] ?? (await keychain?.read(keychainName(name)).catch(() => null))?.value ?? null;
    if (value === null)
      throw new SourceFault(`The secret ${name} is not there: set the environment variable ${name}.`, howToSet(name));
    // Files and shells like to end a secret with a line feed; inside it would split the request.
    const secret = value.replace(/[\r\n]+$/, '');
    if (secret === '') throw new Error(`The secret ${name} is empty.`);
    // eslint's no-control-regex does not see escapes made by the constructor; finding control characters is the point here.
    if (new RegExp('[\\u0000-\\u001f\\u007f]').test(secret)) throw new Error(`The secret ${name} has a control character in it.`);
    return secret;
  };
}
