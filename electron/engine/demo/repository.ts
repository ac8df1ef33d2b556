import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The commits of the demonstration shop, oldest first. Each is a real commit in a real repository. */
export interface DemoCommits {
  readonly live: string;
  readonly good: string;
  readonly errors: string;
  readonly registrations: string;
}

const build = `#!/bin/sh
# What a real build would do: take the sources, leave what hosts need in dist/.
set -e
mkdir -p dist
cp app.json dist/
cp -r src dist/
echo "$CAPSTAN_REVISION" > dist/REVISION
`;

/** Makes the shop's repository: one revision that is live, one good, one that raises errors, one that quietly loses registrations. */
export function makeRepository(directory: string): DemoCommits {
  mkdirSync(join(directory, 'src'), { recursive: true });
  const git = (args: readonly string[], env: Record<string, string> = {}) =>
    execFileSync(
      'git',
      ['-C', directory, '-c', 'init.defaultBranch=main', '-c', 'commit.gpgsign=false', '-c', 'core.hooksPath=/dev/null', ...args],
      { encoding: 'utf8', env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] },
    ).trim();
  const commit = (author: string, minutesAgo: number, subject: string, files: Record<string, string>): string => {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text);
    const email = `${author.toLowerCase().replaceAll(/[^a-z]+/g, '.')}@shop.example`;
    const date = new Date(Date.now() - minutesAgo * 60_000).toISOString();
    git(['add', '-A']);
    git(['commit', '-q', '-m', subject], {
      GIT_AUTHOR_NAME: author,
      GIT_AUTHOR_EMAIL: email,
      GIT_COMMITTER_NAME: author,
      GIT_COMMITTER_EMAIL: email,
      GIT_AUTHOR_DATE: date,
      GIT_COMMITTER_DATE: date,
    });
    return git(['rev-parse', 'HEAD']);
  };
  const app = (change: Record<string, number> = {}) =>
    `${JSON.stringify({ errors: 0.1, registrations: 5, requests: 40, load: 1, ...change }, null, 2)}\n`;
  const profile = (body: string) => `<?php\nfunction profile(int $customer): array {\n${body}}\n`;
  const form = (fields: readonly string[]) =>
    `<?php\nfunction registration_form(): array {\n  return [${fields.map((field) => `'${field}'`).join(', ')}];\n}\n`;

  git(['init', '-q']);
  const live = commit('Aiko Tanaka', 190, 'Order mail: currency of the customer', {
    'app.json': app(),
    'build.sh': build,
    'src/profile.php': profile('  return query("SELECT * FROM profile WHERE customer = ?", $customer);\n'),
    'src/registration.php': form(['name', 'email', 'password', 'repeat']),
  });
  const good = commit('Tobias Renner', 24, 'Cache the profile query per session', {
    'src/profile.php': profile(
      '  $key = "profile:$customer";\n  return cache($key) ?? keep($key, query("SELECT id, name FROM profile WHERE customer = ?", $customer));\n',
    ),
    'app.json': app({ load: 0.95 }),
  });
  const errors = commit('Deniz Yılmaz', 16, 'Chat: drop the unused presence flag', {
    'src/profile.php': profile(
      '  $key = "profile:$customer";\n  return cache($key)->presence ?? keep($key, query("SELECT id, name FROM profile WHERE customer = ?", $customer));\n',
    ),
    'app.json': app({ load: 0.95, errors: 9 }),
  });
  const registrations = commit('Priya Raman', 7, 'Registration: one form instead of two', {
    'src/profile.php': profile(
      '  $key = "profile:$customer";\n  return cache($key) ?? keep($key, query("SELECT id, name FROM profile WHERE customer = ?", $customer));\n',
    ),
    'src/registration.php': form(['name', 'email']),
    'app.json': app({ load: 0.95, registrations: 0.5 }),
  });
  return { live, good, errors, registrations };
}
