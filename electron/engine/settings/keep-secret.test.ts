import { describe, expect, it } from 'vitest';
import { createFindSecret } from '../metrics/sources/secrets-by-name';
import type { FromEngine } from '../../../shared/desk/host-port';
import { remoteSecrets, type SecretStore } from '../secrets';
import { keepSecret } from './keep-secret';

/** A keychain in memory, behind the port that the desktop shell has. */
function keychain(whyNot: string | null = null, takes = true): { readonly store: SecretStore; readonly kept: Map<string, string> } {
  const kept = new Map<string, string>();
  const tell = (message: FromEngine) => {
    if (message.type === 'secret.write' && takes) {
      if (message.value === null) kept.delete(message.name);
      else kept.set(message.name, message.value);
    }
    if (message.type === 'secret.read' || message.type === 'secret.write')
      remote.hear({ type: 'secret', id: message.id, value: kept.get(message.name) ?? null, whyNot });
  };
  const remote = remoteSecrets(tell);
  return { store: remote.store, kept };
}

describe('a secret of a source', () => {
  it('is kept where sources look for it, forgotten again, and said to be hidden by the environment', async () => {
    const { store, kept } = keychain();
    expect(await keepSecret({ secrets: store, env: {} }, 'TOKEN', 'sesame')).toEqual({ over: false });
    expect(await createFindSecret({}, store)('TOKEN')).toBe('sesame');
    expect(await keepSecret({ secrets: store, env: { TOKEN: 'x' } }, 'TOKEN', 'open')).toEqual({ over: true });
    await keepSecret({ secrets: store, env: {} }, 'TOKEN', null);
    expect(kept.size).toBe(0);
    await expect(createFindSecret({}, store)('TOKEN')).rejects.toMatchObject({
      todo: expect.stringContaining('capstan secret set TOKEN'),
    });
    await expect(keepSecret({ secrets: store, env: {} }, 'TOKEN', null)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('is refused where there is no keychain, or none that can be used, and says what to do', async () => {
    const hint = expect.stringContaining('environment variable TOKEN');
    const refused = (secrets: SecretStore | null) => expect(keepSecret({ secrets, env: {} }, 'TOKEN', 'sesame')).rejects;
    await refused(null).toMatchObject({ code: 'REFUSED', message: expect.stringContaining('only the desktop app'), hint });
    const { store, kept } = keychain('No keyring runs here.');
    await refused(store).toMatchObject({ code: 'REFUSED', message: 'No keyring runs here.', hint });
    expect(kept.size).toBe(0);
    await refused(keychain(null, false).store).toMatchObject({
      code: 'REFUSED',
      message: expect.stringContaining('did not take it'),
    });
  });
});
