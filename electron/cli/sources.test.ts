import { tmpdir } from 'node:os';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { capstan } from '../../e2e/capstan';
import { startTestFleet, type TestFleet } from '../../e2e/test-engine';
import { httpServers } from '../engine/metrics/sources/test-http';
import type { SecretStore } from '../engine/secrets';
import { startEngine, type StartedEngine } from '../engine/start-engine';

const serve = httpServers();

/** A keychain that lasts as long as the test. */
function memory(): SecretStore & { readonly kept: Map<string, string> } {
  const kept = new Map<string, string>();
  return {
    kept,
    read: async (name) => ({ value: kept.get(name) ?? null, whyNot: null }),
    write: async (name, value) => {
      if (value === null) kept.delete(name);
      else kept.set(name, value);
      return null;
    },
  };
}

describe('a source and its secret, from the terminal', () => {
  let fleet: TestFleet;
  let env: Record<string, string>;
  let own: StartedEngine | null = null;

  beforeAll(async () => {
    // Builds, if the sources are newer than the build: that is not said in the middle of an answer then.
    expect((await capstan(['version'], { cwd: tmpdir() })).code).toBe(0);
  }, 120_000);
  beforeEach(async () => {
    const password = `Basic ${Buffer.from('ann:sesame').toString('base64')}`;
    const url = await serve((request, response) => {
      const isAnn = request.headers.authorization === password;
      response.writeHead(isAnn ? 200 : 401, { 'content-type': 'application/json' });
      response.end(isAnn ? JSON.stringify({ status: 'success', data: { resultType: 'scalar', result: [1, '42'] } }) : '');
    });
    const auth = '{ basic: { user: ann, password_secret: PROM_PASSWORD } }';
    fleet = await startTestFleet({
      types: { www: 1 },
      yaml: (text) => text.replace('  types:\n', `  sources: [ { name: prom, promql: "${url}", auth: ${auth} } ]\n  types:\n`),
    });
    env = { XDG_RUNTIME_DIR: fleet.directory, CAPSTAN_WHO: 'Ravi', CAPSTAN_CONFIG: fleet.configFile };
    vi.stubEnv('XDG_RUNTIME_DIR', fleet.directory);
    vi.stubEnv('SSH_AUTH_SOCK', undefined);
  });
  afterEach(async () => {
    await own?.close();
    own = null;
    vi.unstubAllEnvs();
    await fleet.close();
  });

  const run = (args: readonly string[], more: { input?: string; env?: Record<string, string> } = {}) =>
    capstan(args, { cwd: fleet.directory, ...more, env: { ...env, ...more.env } });
  const engine = async (secrets?: SecretStore) => {
    own = await startEngine(fleet.config, {
      configFile: null,
      who: 'Mara',
      demo: false,
      acceptNew: false,
      takeUp: true,
      ...(secrets ? { secrets } : {}),
    });
  };

  it('is asked without an engine too, with the secrets of the environment', async () => {
    const asked = await run(['query', 'orders', '--source', 'prom', '--json'], { env: { PROM_PASSWORD: 'sesame' } });
    expect(asked).toMatchObject({ code: 0, err: '' });
    expect(JSON.parse(asked.out)).toEqual([{ labels: {}, value: 42 }]);
    expect(await run(['query', 'orders', '--source', 'prom'])).toMatchObject({
      code: 1,
      err: expect.stringMatching(/^prom: The secret PROM_PASSWORD is not there.*\n.*capstan secret set PROM_PASSWORD/),
    });
    expect(await run(['query', 'orders', '--source', 'nowhere'])).toMatchObject({
      code: 1,
      err: 'There is no promql source "nowhere" in capstan.yaml.\nThere is prom.\n',
    });
    // Nobody has a keychain then.
    expect(await run(['secret', 'set', 'PROM_PASSWORD'], { input: 'sesame' })).toMatchObject({
      code: 1,
      err: expect.stringMatching(/^Only the desktop app has a keychain.*\n.*environment variable PROM_PASSWORD/),
    });
  }, 180_000);

  it('has its secret kept, used at once, and forgotten', async () => {
    const keychain = memory();
    await engine(keychain);
    expect(await run(['secret', 'set', 'PROM_PASSWORD'], { input: 'sesame\n' })).toEqual({
      code: 0,
      out: 'PROM_PASSWORD is kept in the keychain.\n',
      err: '',
    });
    expect([...keychain.kept]).toEqual([['secret PROM_PASSWORD', 'sesame']]);
    expect(await run(['query', 'orders', '--source', 'prom'])).toMatchObject({ code: 0, out: expect.stringMatching(/\{\} +42/) });
    expect(await run(['doctor'])).toMatchObject({ out: expect.stringMatching(/^prom +promql +answers$/m) });
    expect(JSON.stringify(own?.engine.history.acts.list(50))).not.toContain('sesame');

    expect(await run(['secret', 'remove', 'PROM_PASSWORD', '--json'])).toMatchObject({
      code: 0,
      out: expect.stringContaining('"kept": false'),
    });
    expect(keychain.kept.size).toBe(0);
    expect(await run(['doctor'])).toMatchObject({
      code: 1,
      out: expect.stringMatching(/^CRITICAL prom: The secret PROM_PASSWORD is not there.*\n {2}Set the environment variable/m),
    });
    expect(await run(['secret', 'remove', 'PROM_PASSWORD'])).toMatchObject({
      code: 1,
      err: expect.stringContaining('has no secret'),
    });
    expect(await run(['secret', 'set', 'PROM_PASSWORD'], { input: '\n' })).toMatchObject({ code: 2 });
    expect(await run(['secret', 'set', 'a b'], { input: 'x' })).toMatchObject({ code: 2 });
    expect(keychain.kept.size).toBe(0);
  }, 180_000);

  it('is refused by an engine without a keychain', async () => {
    await engine();
    expect(await run(['secret', 'set', 'PROM_PASSWORD'], { input: 'sesame' })).toMatchObject({
      code: 1,
      err: expect.stringMatching(/only the desktop app has one\.\n.*environment variable PROM_PASSWORD/),
    });
  }, 180_000);
});
