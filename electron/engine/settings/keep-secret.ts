import { CapstanError } from '../../../shared/contract/errors';
import { keychainName, type SecretStore } from '../secrets';

/**
 * Keeps a secret that capstan.yaml names in this machine's keychain; null: forgets it. `over`: an environment variable of this name goes before it.
 * Refuses where this shell has no keychain, and where there is nothing to forget.
 */
export async function keepSecret(
  { secrets, env }: { readonly secrets: SecretStore | null; readonly env: Readonly<Record<string, string | undefined>> },
  name: string,
  secret: string | null,
): Promise<{ readonly over: boolean }> {
  const instead = `Set the environment variable ${name} for the process that runs the engine.`;
  if (!secrets) throw new CapstanError('REFUSED', 'The engine that runs has no keychain: only the desktop app has one.', instead);
  const key = keychainName(name);
  const kept = await secrets.read(key);
  if (kept.whyNot !== null) throw new CapstanError('REFUSED', kept.whyNot, instead);
  if (secret === null && kept.value === null)
    throw new CapstanError('NOT_FOUND', `The keychain has no secret ${name}.`, 'Secrets are kept with `capstan secret set NAME`.');
  const whyNot = await secrets.write(key, secret);
  if (whyNot !== null) throw new CapstanError('REFUSED', whyNot, instead);
  return { over: env[name] !== undefined };
}
