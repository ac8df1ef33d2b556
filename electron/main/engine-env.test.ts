import { describe, expect, it } from 'vitest';
import { engineEnv } from './engine-env';

describe('engineEnv', () => {
  const told = { configFile: '/c.yaml', demo: false };

  it('hands over what was listed, and nothing else', () => {
    const env = engineEnv(
      { PATH: '/bin', HOME: '/h', AWS_SECRET_ACCESS_KEY: 's', NODE_OPTIONS: '--inspect', ELECTRON_RUN_AS_NODE: '1' },
      told,
    );
    expect(env).toEqual({ PATH: '/bin', HOME: '/h', CAPSTAN_CONFIG: '/c.yaml', CAPSTAN_DEMO: '' });
  });

  it('hands over what a person names for a build, but never what changes the engine itself', () => {
    const env = engineEnv(
      {
        CAPSTAN_PASS_ENV: 'JAVA_HOME, LD_PRELOAD,NODE_OPTIONS,node_options,',
        JAVA_HOME: '/j',
        LD_PRELOAD: 'x',
        NODE_OPTIONS: 'y',
        node_options: 'z',
      },
      { ...told, demo: true },
    );
    expect(env).toEqual({ JAVA_HOME: '/j', CAPSTAN_CONFIG: '/c.yaml', CAPSTAN_DEMO: '1' });
  });

  it('cannot be told another configuration by the environment', () => {
    expect(engineEnv({ CAPSTAN_PASS_ENV: 'CAPSTAN_CONFIG', CAPSTAN_CONFIG: '/evil' }, told)['CAPSTAN_CONFIG']).toBe('/c.yaml');
  });
});
