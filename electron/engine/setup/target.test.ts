import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { setupTarget, userConfig } from './target';

const root = mkdtempSync(join(tmpdir(), 'capstan-target-'));
afterAll(() => rmSync(root, { recursive: true }));
const home = join(root, 'home');
mkdirSync(home);
const desk = { home, platform: 'linux', env: {} } as const;
const own = join(home, '.config/capstan/capstan.yaml');

describe('setupTarget', () => {
  it('is the folder that Capstan was started in', () => {
    expect(setupTarget({ ...desk, folder: root })).toBe(join(root, 'capstan.yaml'));
  });

  it.each([
    ['the root', '/'],
    ['the home', home],
    ['a folder that has gone', join(root, 'gone')],
  ])('is this user’s own place when that is %s', (_, folder) => {
    expect(setupTarget({ ...desk, folder })).toBe(own);
  });

  it.skipIf(process.getuid?.() === 0)('is this user’s own place when that cannot be written', () => {
    const folder = join(root, 'shut');
    mkdirSync(folder);
    chmodSync(folder, 0o500);
    expect(setupTarget({ ...desk, folder })).toBe(own);
  });
});

describe('userConfig', () => {
  it.each([
    ['linux', {}, '/home/ann/.config/capstan/capstan.yaml'],
    ['linux', { XDG_CONFIG_HOME: '/cfg' }, '/cfg/capstan/capstan.yaml'],
    ['linux', { XDG_CONFIG_HOME: 'relative' }, '/home/ann/.config/capstan/capstan.yaml'],
    ['darwin', {}, '/home/ann/Library/Application Support/Capstan/capstan.yaml'],
    ['win32', { APPDATA: 'C:\\Users\\ann\\AppData\\Roaming' }, 'C:\\Users\\ann\\AppData\\Roaming\\Capstan\\capstan.yaml'],
  ] as const)('on %s with %j', (platform, env, file) => {
    expect(userConfig({ home: '/home/ann', platform, env })).toBe(file);
  });
});
