import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeArtifact } from './artifact';
import { createGit } from './git';

let directory: string;
let first: string;
let second: string;
const hostile = '"; rm -rf / #\u0007 <img src=x onerror=alert(1)> $(id) \u001e\u001f';

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'capstan-git-'));
  const git = (...args: string[]) =>
    execFileSync('git', ['-C', directory, '-c', 'user.name=A <b>', '-c', 'user.email=a@example.com', ...args], {
      encoding: 'utf8',
    }).trim();
  git('init', '-q');
  writeFileSync(join(directory, 'a'), 'one\n');
  git('add', '-A');
  git('commit', '-q', '-m', 'First');
  first = git('rev-parse', 'HEAD');
  writeFileSync(join(directory, 'a'), 'two\nthree\n');
  writeFileSync(join(directory, '--output=x'), 'a file that looks like an option\n');
  git('add', '-A');
  git('commit', '-q', '-m', hostile);
  second = git('rev-parse', 'HEAD');
  git('branch', 'feature', first);
});
afterAll(() => rmSync(directory, { recursive: true }));

describe('git', () => {
  it('names commits, and says which there are since another, whatever they say of themselves', async () => {
    const git = createGit(directory);
    expect(await git.resolve('feature')).toBe(first);
    const [commit, ...rest] = await git.commits(first, second);
    expect(rest).toEqual([]);
    expect(commit).toMatchObject({ revision: second, author: expect.stringContaining('A'), files: 2, added: 3, removed: 1 });
    expect(commit?.subject).toContain('<img src=x onerror=alert(1)>');
    expect(await git.commits(null, second)).toHaveLength(1);
    expect(await git.changedPaths(first, second)).toEqual(['--output=x', 'a']);
    expect(await git.isAncestor(first, second)).toBe(true);
    expect(await git.isAncestor(second, first)).toBe(false);
  });

  it('takes no revision for an option, and says in a sentence what there is not', async () => {
    const git = createGit(directory);
    for (const name of ['--help', '-x', '--output=/tmp/owned', 'nothing', '', 'a..b', '@{-99}']) {
      await expect(git.resolve(name)).rejects.toMatchObject({ code: 'SOURCE' });
    }
    await expect(createGit('/nowhere').head()).rejects.toMatchObject({ code: 'SOURCE' });
  });
});

describe('makeArtifact', () => {
  const make = (build: string | null, path: string, kept: string) =>
    makeArtifact(second, {
      git: createGit(directory),
      source: { git: directory, build, artifact: { from: 'build', path } },
      directory: kept,
      signal: AbortSignal.timeout(20_000),
    });

  it('gives the same digest for the same files on any desk, and uses what it has', async () => {
    const here = mkdtempSync(join(tmpdir(), 'capstan-a-'));
    const there = mkdtempSync(join(tmpdir(), 'capstan-b-'));
    const one = await make(null, '.', here);
    const two = await make(null, '.', there);
    expect(two.sha256).toBe(one.sha256);
    expect(one.release).toBe(`${second.slice(0, 12)}-${one.sha256.slice(0, 8)}`);
    expect(execFileSync('tar', ['-tzf', one.file], { encoding: 'utf8' }).split('\n')).toEqual(
      expect.arrayContaining(['./--output=x', './a']),
    );
    const before = readFileSync(one.file);
    expect((await make(null, '.', here)).sha256).toBe(one.sha256);
    // A kept file that was damaged is made again.
    writeFileSync(one.file, before.subarray(0, before.length - 3));
    expect((await make(null, '.', here)).sha256).toBe(one.sha256);
    for (const folder of [here, there]) rmSync(folder, { recursive: true });
  });

  it('says what a build said, and what it did not leave', async () => {
    const kept = mkdtempSync(join(tmpdir(), 'capstan-c-'));
    await expect(make('echo boom >&2; exit 4', '.', kept)).rejects.toMatchObject({
      code: 'SOURCE',
      message: expect.stringContaining('exit code 4: boom'),
    });
    await expect(make('true', 'dist', kept)).rejects.toMatchObject({ message: 'The build left no dist.' });
    await expect(make('mkdir dist', 'dist', kept)).rejects.toMatchObject({ message: 'The build left dist empty.' });
    await expect(make(null, '../..', kept)).rejects.toMatchObject({ message: expect.stringContaining('outside') });
    rmSync(kept, { recursive: true });
  });

  it('ends a build and all of its children when it is cancelled', async () => {
    const kept = mkdtempSync(join(tmpdir(), 'capstan-d-'));
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 300);
    const startedAt = Date.now();
    await expect(
      makeArtifact(second, {
        git: createGit(directory),
        source: { git: directory, build: 'sleep 30 & sleep 30', artifact: { from: 'build', path: '.' } },
        directory: kept,
        signal: stop.signal,
      }),
    ).rejects.toMatchObject({ message: 'The build was cancelled.' });
    expect(Date.now() - startedAt).toBeLessThan(10_000);
    rmSync(kept, { recursive: true });
  });
});
