import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { CapstanError } from '../../../shared/contract/errors';
import type { CommitView } from '../../../shared/contract/state';

const run = promisify(execFile);

/** Questions to the local clone. Revisions reach git only after `--end-of-options`, so that none of them can be an option. */
export interface Git {
  /** The full name of a commit. Throws SOURCE if there is none of that name. */
  resolve(revision: string): Promise<string>;
  head(): Promise<string>;
  /** Commits of `to` that `from` has not, newest first; `from` null or unknown: only `to` itself. At most 200. */
  commits(from: string | null, to: string): Promise<CommitView[]>;
  /** Paths that differ between the two. */
  changedPaths(from: string | null, to: string): Promise<string[]>;
  isAncestor(ancestor: string, of: string): Promise<boolean>;
  /** Writes the revision's files, as they were committed, as a tar archive. */
  archive(revision: string, file: string): Promise<void>;
}

export function createGit(directory: string): Git {
  const git = async (args: readonly string[]): Promise<string> => {
    try {
      const { stdout } = await run('git', ['-C', directory, ...args], {
        maxBuffer: 64 * 1024 * 1024,
        timeout: 60_000,
        encoding: 'utf8',
      });
      return stdout;
    } catch (error) {
      const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
      const said = (error as { stderr?: string }).stderr?.trim().split('\n').at(-1) ?? '';
      throw missing
        ? new CapstanError('SOURCE', 'git is not installed on this desk.', 'Install git, then try again.')
        : new CapstanError(
            'SOURCE',
            `git in ${directory} says: ${said || 'nothing'}`,
            'Check `source.git` in capstan.yaml, and fetch the revision.',
          );
    }
  };
  const known = (revision: string) =>
    git(['cat-file', '-e', `${revision}^{commit}`]).then(
      () => true,
      () => false,
    );
  const resolve = async (revision: string): Promise<string> => {
    try {
      const name = (await git(['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`])).trim();
      if (/^[0-9a-f]{40,64}$/.test(name)) return name;
    } catch (error) {
      if (error instanceof CapstanError && error.message.includes('not installed')) throw error;
    }
    throw new CapstanError(
      'SOURCE',
      `There is no commit "${revision}" in ${directory}.`,
      'Fetch it, or name another: a branch, a tag or a commit.',
    );
  };

  return {
    resolve,
    head: () => resolve('HEAD'),
    commits: async (from, to) => {
      const range = from !== null && (await known(from)) ? [`${from}..${to}`] : ['-1', to];
      // A commit message cannot hold a NUL, so it parts the fields whatever people write.
      const out = await git([
        'log',
        '--max-count=200',
        '--shortstat',
        '--no-show-signature',
        '--format=%x00%H%x00%an%x00%at%x00%s%x00',
        ...range,
        '--',
      ]);
      const fields = out.split('\0');
      const commits: CommitView[] = [];
      for (let at = 1; at + 4 < fields.length; at += 5) {
        const [revision = '', author = '', time = '', subject = '', stat = ''] = fields.slice(at, at + 5);
        const count = (what: RegExp) => Number(what.exec(stat)?.[1] ?? 0);
        commits.push({
          revision,
          short: revision.slice(0, 7),
          author,
          at: Number(time) * 1000,
          subject,
          files: count(/(\d+) files? changed/),
          added: count(/(\d+) insertions?/),
          removed: count(/(\d+) deletions?/),
        });
      }
      return commits;
    },
    changedPaths: async (from, to) => {
      const args =
        from !== null && (await known(from))
          ? ['diff', '--name-only', '-z', from, to, '--']
          : ['show', '--name-only', '--format=', '-z', to, '--'];
      return (await git(args)).split('\0').filter(Boolean);
    },
    isAncestor: (ancestor, of) =>
      git(['merge-base', '--is-ancestor', ancestor, of]).then(
        () => true,
        () => false,
      ),
    archive: async (revision, file) => {
      await git(['archive', '--format=tar', `--output=${file}`, revision]);
    },
  };
}
