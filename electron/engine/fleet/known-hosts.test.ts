import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeKeyPair } from '../../../e2e/ssh-server';
import { algorithmsFor } from './algorithms';
import { appendKnownHost } from './host-keys';
import { fingerprint, judgeKey, knownHostsLine, knownHostsName, knownKeyTypes, knownOfHost, parseKnownHosts } from './known-hosts';

const lineOf = (kind?: 'ed25519' | 'ecdsa') => makeKeyPair(kind).public.trim().split(' ').slice(0, 2).join(' ');
const blobOf = (line: string) => Buffer.from(line.split(' ')[1] ?? '', 'base64');
const [a, b, c] = [lineOf(), lineOf(), lineOf('ecdsa')];
const [keyA, keyB, keyC] = [blobOf(a), blobOf(b), blobOf(c)];

function judge(texts: string | readonly string[], host: string, port: number, key: Buffer) {
  const books = [texts].flat().map((text, index) => parseKnownHosts(`/known${index + 1}`, text));
  return judgeKey(knownOfHost(books, host, port), key);
}

describe('a key that a host shows', () => {
  it.each([
    ['plain', `www ${a}\n`, 'www', 22],
    ['in another case', `WWW ${a}\n`, 'wWw', 22],
    ['one of several names', `x,www,10.0.0.1 ${a} comment here\n`, '10.0.0.1', 22],
    ['on its port', `[www]:2200 ${a}\n`, 'www', 2200],
    ['on its port, known without it', `www ${a}\n`, 'www', 2200],
    ['IPv6', `::1 ${a}\n`, '::1', 22],
    ['IPv6 on its port', `[::1]:2200 ${a}\n`, '::1', 2200],
    ['wildcard', `*.example.com,!bad.example.com ${a}\n`, 'www.example.com', 22],
    ['wildcard on a port', `[*.example.com]:22?? ${a}\n`, 'www.example.com', 2201],
    ['hashed', knownHostsLine('www', 22, keyA, true), 'www', 22],
    ['hashed on its port', knownHostsLine('www', 2200, keyA, true), 'www', 2200],
    ['one of two keys of its type', `www ${b}\nwww ${a}\n`, 'www', 22],
    ['with tabs, comments, blank lines, CRLF', `# c\r\n\r\n\twww\t${a.replace(' ', '\t')}\r\n`, 'www', 22],
  ])('is known: %s', (_what, text, host, port) => {
    expect(judge(text, host, port, keyA)).toEqual({ is: 'known' });
  });

  it.each([
    ['nothing known', '', 'www', 22],
    ['another host', `web ${b}\n`, 'www', 22],
    ['negated', `*.example.com,!bad.example.com ${b}\n`, 'bad.example.com', 22],
    ['the bare name has another key, but it is another port', `www ${b}\n`, 'www', 2200],
    ['only a certificate authority', `@cert-authority www ${b}\n`, 'www', 22],
    ['an unknown marker', `@odd www ${b}\n`, 'www', 22],
    ['a broken line', 'www ssh-ed25519 AAAA\n', 'www', 22],
    ['a type that is not the key’s', `www ssh-rsa ${b.split(' ')[1] ?? ''}\n`, 'www', 22],
    ['only another key revoked', `@revoked www ${b}\n`, 'www', 22],
  ])('is unknown: %s', (_what, text, host, port) => {
    expect(judge(text, host, port, keyA)).toEqual({ is: 'unknown' });
  });

  it('is changed, naming the line: of its own type first', () => {
    expect(judge(`# x\nwww ${b}\n`, 'www', 22, keyA)).toEqual({ is: 'changed', file: '/known1', line: 2 });
    expect(judge(`www ${c}\nwww ${b}\n`, 'www', 22, keyA)).toEqual({ is: 'changed', file: '/known1', line: 2 });
    expect(judge(['', `x ${a}\n\nwww ${b}\n`], 'www', 22, keyA)).toEqual({ is: 'changed', file: '/known2', line: 3 });
    expect(judge(`\n${knownHostsLine('www', 22, keyB, true)}`, 'www', 22, keyA)).toEqual({
      is: 'changed',
      file: '/known1',
      line: 2,
    });
  });

  it('is changed when only keys of other types are known, as OpenSSH has it', () => {
    expect(judge(`www ${c}\n`, 'www', 22, keyA)).toEqual({ is: 'changed', file: '/known1', line: 1 });
  });

  it('is revoked, whatever else is said of it', () => {
    expect(judge(`www ${a}\n@revoked * ${a}\n`, 'www', 22, keyA)).toEqual({ is: 'revoked', file: '/known1', line: 2 });
    expect(judge([`www ${a}\n`, `@revoked www ${a}\n`], 'www', 2200, keyA)).toEqual({ is: 'revoked', file: '/known2', line: 1 });
    expect(judge(knownHostsLine('www', 22, keyA, true).replace(/^/, '@revoked '), 'www', 22, keyA)).toMatchObject({
      is: 'revoked',
    });
  });

  it('notes what it leaves out', () => {
    expect(parseKnownHosts('/k', `@cert-authority * ${a}\nwww junk\n|2|a|b ${a}\nwww ${a}\n`).notes).toHaveLength(3);
  });
});

describe('the types of key asked for', () => {
  it('are first those by which the host is known', () => {
    const known = knownOfHost([parseKnownHosts('/k', `www ${c}\n@revoked www ${a}\n`)], 'www', 22);
    expect([...knownKeyTypes(known)]).toEqual(['ecdsa-sha2-nistp256']);
    expect(algorithmsFor(knownKeyTypes(known)).serverHostKey).toMatchObject({
      0: 'ecdsa-sha2-nistp256',
      1: 'ssh-ed25519',
      length: 6,
    });
    expect(algorithmsFor(new Set(['ssh-rsa'])).serverHostKey).toMatchObject({
      0: 'rsa-sha2-512',
      1: 'rsa-sha2-256',
      2: 'ssh-ed25519',
    });
    expect(judgeKey(known, keyC)).toEqual({ is: 'known' });
  });
});

describe('hashed names', () => {
  it('fit their host and no other', () => {
    const host = fc.string({ unit: fc.constantFrom('a', 'B', '1', '-', '.'), minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(
        host,
        host,
        fc.integer({ min: 1, max: 65_535 }),
        fc.uint8Array({ minLength: 20, maxLength: 20 }),
        (one, other, port, salt) => {
          const books = [parseKnownHosts('/k', knownHostsLine(one, port, keyA, true, Buffer.from(salt)))];
          const same = one.toLowerCase() === other.toLowerCase();
          expect(knownOfHost(books, other, port).own).toHaveLength(same ? 1 : 0);
          expect(knownOfHost(books, one, port).own).toHaveLength(1);
          expect(knownOfHost(books, one, port === 1 ? 2 : port - 1).own).toHaveLength(0);
        },
      ),
      { seed: 3, numRuns: 100 },
    );
  });
});

describe('a key that was accepted', () => {
  let dir: string;
  beforeAll(() => {
    dir = mkdtempSync(join(tmpdir(), 'capstan-known-'));
  });
  afterAll(() => rmSync(dir, { recursive: true }));

  it('is filed in a new folder and file for this user only', () => {
    const file = join(dir, 'new/known_hosts');
    appendKnownHost(file, 'www', 22, keyA);
    expect(readFileSync(file, 'utf8')).toBe(`www ${a}\n`);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(join(dir, 'new')).mode & 0o777).toBe(0o700);
  });

  it('does not run into a last line without an end', () => {
    const file = join(dir, 'open-end');
    writeFileSync(file, `x ${b}`);
    appendKnownHost(file, 'www', 2200, keyA);
    expect(readFileSync(file, 'utf8')).toBe(`x ${b}\n[www]:2200 ${a}\n`);
  });

  it('is hashed where the others are', () => {
    const file = join(dir, 'hashed');
    writeFileSync(file, knownHostsLine('x', 22, keyB, true));
    appendKnownHost(file, 'www', 22, keyA);
    const text = readFileSync(file, 'utf8');
    expect(text).not.toContain('www');
    expect(judge(text, 'www', 22, keyA)).toEqual({ is: 'known' });
  });
});

const keygen = spawnSync('ssh-keygen', ['-?']).error === undefined;

describe.skipIf(!keygen)('ssh-keygen agrees (skipped where it is not installed)', () => {
  let dir: string;
  beforeAll(() => {
    dir = mkdtempSync(join(tmpdir(), 'capstan-keygen-'));
  });
  afterAll(() => rmSync(dir, { recursive: true }));

  it('on fingerprints', () => {
    for (const line of [a, b, c]) {
      writeFileSync(join(dir, 'k.pub'), `${line}\n`);
      expect(execFileSync('ssh-keygen', ['-lf', join(dir, 'k.pub')], { encoding: 'utf8' }).split(' ')[1]).toBe(
        fingerprint(blobOf(line)),
      );
    }
  });

  it('on the names that it hashes', () => {
    const file = join(dir, 'to-hash');
    writeFileSync(file, `www ${a}\n[db]:2200,10.0.0.7 ${b}\n::1 ${c}\n`);
    execFileSync('ssh-keygen', ['-Hf', file], { stdio: 'ignore' });
    const text = readFileSync(file, 'utf8');
    expect(text).not.toContain('www');
    expect(judge(text, 'www', 22, keyA)).toEqual({ is: 'known' });
    expect(judge(text, 'db', 2200, keyB)).toEqual({ is: 'known' });
    expect(judge(text, '10.0.0.7', 22, keyB)).toEqual({ is: 'known' });
    expect(judge(text, '::1', 22, keyC)).toEqual({ is: 'known' });
    expect(judge(text, 'db', 22, keyB)).toEqual({ is: 'unknown' });
  });

  it('on which lines speak of a host', () => {
    const file = join(dir, 'to-find');
    const lines = [
      `www,web ${a}`,
      knownHostsLine('www', 22, keyB, true).trim(),
      `w* ${c}`,
      `*,!www ${a}`,
      `[www]:2200 ${a}`,
      `[www]:* ${b}`,
      knownHostsLine('web', 2200, keyC, true).trim(),
    ];
    writeFileSync(file, `${lines.join('\n')}\n`);
    for (const [host, port] of [
      ['www', 22],
      ['web', 22],
      ['www', 2200],
      ['web', 2200],
      ['other', 22],
    ] as const) {
      const said = spawnSync('ssh-keygen', ['-F', knownHostsName(host, port), '-f', file], { encoding: 'utf8' }).stdout;
      const theirs = [...said.matchAll(/found: line (\d+)/g)].map((found) => Number(found[1]));
      const ours = knownOfHost([parseKnownHosts(file, readFileSync(file, 'utf8'))], host, port).own.map((known) => known.line);
      expect(
        ours.toSorted((x, y) => x - y),
        `${host} ${port}`,
      ).toEqual(theirs);
    }
  });
});
