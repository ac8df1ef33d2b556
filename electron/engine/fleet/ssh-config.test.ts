import { mkdtempSync, existsSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitsPattern } from './pattern';
import { hostSettings, parseJump, readSshConfig, type FileReader } from './ssh-config';

const desk = { home: '/home/ann', localUser: 'ann', user: null, env: { KEYS: '/keys' } };

function settings(files: Record<string, string> | string, alias: string, over: { user?: string } = {}) {
  const disk: Record<string, string> = typeof files === 'string' ? { '/c': files } : files;
  const reader: FileReader = {
    read: (path) => disk[path] ?? null,
    glob: (pattern) =>
      Object.keys(disk)
        .filter((path) => fitsPattern(path, pattern))
        .sort(),
  };
  return hostSettings(readSshConfig('/c', desk.home, reader), alias, { ...desk, ...over });
}

describe('what an ssh_config says of a host', () => {
  it.each([
    ['www1', 'deploy'],
    ['www9', null],
    ['db1', 'dba'],
    ['db-old', null],
    ['other', null],
  ])('host patterns, wildcards and negation: %s logs in as %s', (alias, user) => {
    expect(settings('Host www1 www2\n User deploy\nHost db* !db-old\n User dba\n', alias).user).toBe(user);
  });

  it('takes the first value that fits, wherever it stands, and adds identity files up', () => {
    const text =
      'Port 2200\nIdentityFile /a\nHost www\n Port 2300\n User one\n IdentityFile /b\nHost *\n User two\n IdentityFile /a\n';
    expect(settings(text, 'www')).toMatchObject({ port: 2200, user: 'one', identityFiles: ['/a', '/b'] });
    expect(settings(text, 'x')).toMatchObject({ user: 'two', identityFiles: ['/a'] });
  });

  it('expands what the tokens stand for', () => {
    const text =
      'Host w\n HostName %h.example.com\n User bob\n IdentityFile ~/.ssh/%h-%r-%u\n IdentityFile "%d/with space/100%%"\n IdentityFile ${KEYS}/%n\n UserKnownHostsFile ~/a /b\n';
    expect(settings(text, 'w')).toMatchObject({
      address: 'w.example.com',
      identityFiles: ['/home/ann/.ssh/w.example.com-bob-ann', '/home/ann/with space/100%', '/keys/w'],
      knownHostsFiles: ['/home/ann/a', '/b'],
    });
    expect(settings(text, 'w', { user: 'eve' }).identityFiles?.[0]).toBe('/home/ann/.ssh/w.example.com-eve-ann');
  });

  it('is at home with keywords in any case, = and comments', () => {
    expect(
      settings('# x\nhOsT=w # y\n\tPORT = 23\n  identitiesonly=YES\n  ConnectTimeout 1m30\n  HostKeyAlias farm\n', 'w'),
    ).toMatchObject({
      port: 23,
      identitiesOnly: true,
      connectTimeoutMs: 90_000,
      hostKeyAlias: 'farm',
    });
  });

  it.each([
    ['ProxyJump a', ['a']],
    ['ProxyJump ann@a:22,[::1]:23', ['ann@a:22', '[::1]:23']],
    ['ProxyJump none\nProxyJump b', []],
    ['ProxyCommand none\nProxyJump b', null],
    ['User x', null],
  ])('%s', (text, jump) => {
    expect(settings(text, 'w').jump).toEqual(jump);
  });

  it('says that a ProxyCommand is not honoured', () => {
    const found = settings('Host w\n ProxyCommand nc %h %p\nHost *\n ProxyJump b\n', 'w');
    expect(found.jump).toBeNull();
    expect(found.notes.join()).toContain('ProxyCommand');
  });

  it('honours Match all and Match host, on the name that is dialled', () => {
    const text = 'Host w\n HostName w.example.com\nMatch host *.example.com,y\n User m\nMatch all\n Port 77\n';
    expect(settings(text, 'w')).toMatchObject({ user: 'm', port: 77 });
    expect(settings(text, 'w.other')).toMatchObject({ user: null, port: 77 });
  });

  it('never runs Match exec, and leaves out every Match that it does not know', () => {
    const dir = mkdtempSync(join(tmpdir(), 'capstan-exec-'));
    const touched = join(dir, 'touched');
    const found = settings(
      `Match exec "touch ${touched}"\n User evil\nMatch host w exec "touch ${touched}"\n User evil\nMatch user ann\n User evil\nMatch !host x\n User evil\nHost *\n User good\n`,
      'w',
    );
    expect(found.user).toBe('good');
    expect(found.notes).toHaveLength(4);
    expect(existsSync(touched)).toBe(false);
    rmSync(dir, { recursive: true });
  });

  it('includes files: globs, in their block only, relative to ~/.ssh', () => {
    const files = {
      '/c': 'Include conf.d/*\nHost w\n Include /inner\nHost *\n User last\n',
      '/home/ann/.ssh/conf.d/1': 'Host one\n User from-1\n',
      '/home/ann/.ssh/conf.d/2': 'Host one two\n User from-2\n',
      '/inner': 'Port 99\nHost v\n Port 98\nHost w\n User inner\n',
    };
    expect(settings(files, 'one').user).toBe('from-1');
    expect(settings(files, 'two').user).toBe('from-2');
    expect(settings(files, 'w')).toMatchObject({ port: 99, user: 'inner' });
    expect(settings(files, 'v')).toMatchObject({ port: null, user: 'last' });
  });

  it('stops at files that include themselves', () => {
    const found = settings({ '/c': 'Include /c\nUser x\n' }, 'w');
    expect(found.user).toBe('x');
    expect(found.notes).toHaveLength(1);
  });

  it('is empty for a file that is not there, and throws on one that is no ssh_config', () => {
    expect(settings({}, 'w')).toMatchObject({ address: 'w', user: null, port: null, identityFiles: null, jump: null });
    expect(() => settings('Host "w\n User x\n', 'w')).toThrow('/c cannot be read');
  });
});

describe('jump hosts as written', () => {
  it.each([
    ['a', { user: null, host: 'a', port: null }],
    ['u@a:2200', { user: 'u', host: 'a', port: 2200 }],
    ['u@[fe80::1]:22', { user: 'u', host: 'fe80::1', port: 22 }],
    ['::1', { user: null, host: '::1', port: null }],
    ['ssh://u@a:22', { user: 'u', host: 'a', port: 22 }],
    ['a:0', null],
    ['', null],
    ['a:b', null],
  ])('%s', (text, spec) => {
    expect(parseJump(text)).toEqual(spec);
  });
});

describe('patterns', () => {
  it('mean what a regular expression means', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', '.'), maxLength: 8 });
    const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '.', '*', '?'), maxLength: 8 });
    fc.assert(
      fc.property(letters, pattern, (text, wanted) => {
        const same = new RegExp(`^${wanted.replaceAll('.', '\\.').replaceAll('*', '.*').replaceAll('?', '.')}$`).test(text);
        expect(fitsPattern(text, wanted)).toBe(same);
      }),
      { seed: 1, numRuns: 500 },
    );
  });

  it('do not take forever', () => {
    expect(fitsPattern('a'.repeat(3000), `${'*a'.repeat(200)}b`)).toBe(false);
  });
});
