import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { configFileOf, findConfig, readConfig } from './config-file';
import { whoAmI } from './who';

let folder: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'capstan-session-')));
  vi.stubEnv('CAPSTAN_CONFIG', '');
  vi.stubEnv('CAPSTAN_WHO', '');
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

describe('findConfig', () => {
  it('takes the nearest capstan.yaml, here or above', () => {
    mkdirSync(join(folder, 'a/b/c'), { recursive: true });
    writeFileSync(join(folder, 'capstan.yaml'), '');
    expect(findConfig(join(folder, 'a/b/c'))).toBe(join(folder, 'capstan.yaml'));
    writeFileSync(join(folder, 'a/capstan.yaml'), '');
    expect(findConfig(join(folder, 'a/b/c'))).toBe(join(folder, 'a/capstan.yaml'));
    expect(findConfig(folder)).toBe(join(folder, 'capstan.yaml'));
    vi.spyOn(process, 'cwd').mockReturnValue(join(folder, 'a/b'));
    expect(findConfig()).toBe(join(folder, 'a/capstan.yaml'));
  });

  it('takes the one that CAPSTAN_CONFIG names, there or not', () => {
    writeFileSync(join(folder, 'capstan.yaml'), '');
    vi.stubEnv('CAPSTAN_CONFIG', '/etc/other.yaml');
    expect(findConfig(folder)).toBe('/etc/other.yaml');
  });

  it('finds none, and what is asked for then says what to do', () => {
    expect(findConfig('/')).toBeNull();
    vi.spyOn(process, 'cwd').mockReturnValue('/');
    expect(() => configFileOf(null)).toThrow(
      expect.objectContaining({ code: 'BAD_CONFIG', hint: expect.stringContaining('capstan init') }),
    );
    expect(configFileOf('x.yaml')).toBe('/x.yaml');
  });
});

describe('readConfig', () => {
  it('says each fault with its file, line and column', async () => {
    const file = join(folder, 'capstan.yaml');
    writeFileSync(file, 'name: shop\nflet: 3\n');
    await expect(readConfig(file)).rejects.toMatchObject({
      code: 'BAD_CONFIG',
      message: `${file} cannot be used:`,
      detail: expect.arrayContaining([expect.stringMatching(/capstan\.yaml:2:1: .*flet/)]),
    });
  });
});

describe('whoAmI', () => {
  it('is what CAPSTAN_WHO says, else git’s name, else the login', () => {
    const git = (...args: string[]) => execFileSync('git', ['-C', folder, ...args], { stdio: 'ignore' });
    vi.stubEnv('GIT_CONFIG_GLOBAL', '/dev/null');
    vi.stubEnv('GIT_CONFIG_SYSTEM', '/dev/null');
    expect(whoAmI(folder)).toBe(userInfo().username);
    expect(whoAmI(join(folder, 'none'))).toBe(userInfo().username);
    git('init', '-q');
    git('config', 'user.name', 'Mara Lindqvist');
    expect(whoAmI(folder)).toBe('Mara Lindqvist');
    vi.stubEnv('CAPSTAN_WHO', `  ${'R'.repeat(200)} `);
    expect(whoAmI(folder)).toBe('R'.repeat(100));
  });
});
