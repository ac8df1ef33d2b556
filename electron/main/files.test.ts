import { mkdtempSync, readFileSync, existsSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLogFile } from './log-file';
import { autostartEntry, launchAtLogin } from './login';
import { feedOf } from './update';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'capstan-main-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('the log file', () => {
  it('begins anew when it is full, and keeps the one before', () => {
    const file = join(folder, 'logs/engine.log');
    const log = createLogFile(file, 1000);
    for (let at = 0; at < 30; at++) log.write(`${at} ${'x'.repeat(96)}\n`);
    expect(statSync(file).size).toBeLessThanOrEqual(1100);
    expect(statSync(`${file}.1`).size).toBeLessThanOrEqual(1200);
    expect(readFileSync(file, 'utf8')).toContain('29 x');
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('goes on in the file of the last start', () => {
    const file = join(folder, 'engine.log');
    for (const text of ['first\n', 'second\n']) {
      const log = createLogFile(file);
      log.write(text);
    }
    expect(readFileSync(file, 'utf8')).toBe('first\nsecond\n');
  });

  it('that cannot be written costs nothing but the log', () => {
    writeFileSync(join(folder, 'a file'), 'whole');
    const log = createLogFile(join(folder, 'a file/engine.log'));
    log.write('lost\n');
    expect(statSync(join(folder, 'a file')).size).toBe(5);
  });
});

describe('launch at login', () => {
  const here = (platform: NodeJS.Platform, set: (settings: unknown) => void = () => undefined) => ({
    platform,
    program: '/opt/Cap stan/capstan',
    configHome: folder,
    setLoginItemSettings: set,
  });
  const file = () => join(folder, 'autostart/capstan.desktop');

  it('is an entry of the desktop on Linux, which goes when it is off', () => {
    launchAtLogin(false, here('linux'));
    expect(existsSync(file())).toBe(false);
    launchAtLogin(true, here('linux'));
    expect(readFileSync(file(), 'utf8')).toContain('Exec="/opt/Cap stan/capstan" --hidden');
    launchAtLogin(false, here('linux'));
    expect(existsSync(file())).toBe(false);
  });

  it('is the system’s own setting elsewhere', () => {
    const set: unknown[] = [];
    launchAtLogin(
      true,
      here('darwin', (settings) => void set.push(settings)),
    );
    expect([set, existsSync(file())]).toEqual([[{ openAtLogin: true, args: ['--hidden'] }], false]);
  });

  it('runs no command of a folder’s name', () => {
    const [, , , exec] = autostartEntry('/opt/$(x) `y` "z" 50% \\w/capstan').split('\n');
    expect(exec).toBe('Exec="/opt/\\\\$(x) \\\\`y\\\\` \\\\"z\\\\" 50%% \\\\\\\\w/capstan" --hidden');
  });
});

describe('the update feed', () => {
  it('is none by default, and only what nobody can change on the way', () => {
    expect(feedOf({})).toBeNull();
    expect(feedOf({ CAPSTAN_UPDATE_FEED: '' })).toBeNull();
    expect(feedOf({ CAPSTAN_UPDATE_FEED: 'https://updates.example.com/capstan' })).toBe('https://updates.example.com/capstan');
    for (const feed of ['http://updates.example.com', 'file:///tmp/x', 'javascript:x', 'updates.example.com'])
      expect(feedOf({ CAPSTAN_UPDATE_FEED: feed })).toBeNull();
  });
});
