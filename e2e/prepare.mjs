// Run before the tests: what they need besides the packages is a Node that is new enough and a browser. Silent when all is well,
// one sentence when not. No dependencies, runs on any Node.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { nodeIsFit, unfit } from '../electron/cli/require-node.mjs';
import { findBrowser } from './browser.mjs';

if (!nodeIsFit()) fail(unfit());

const mayInstall = process.getuid?.() === 0 && isDebian();
if (findBrowser() === null) {
  const named = process.env.CAPSTAN_CHROMIUM;
  if (named) fail(`CAPSTAN_CHROMIUM names ${named}, and that is no program: the tests need Chromium.`);
  if (mayInstall) install('chromium', 'the tests need a browser');
  if (findBrowser() === null)
    fail(
      'The tests need Chromium: install it ("apt-get install chromium", "npx playwright install chromium" …), or name one in CAPSTAN_CHROMIUM.',
    );
}
// Tests against OpenSSH's own server are left out where it is missing; the project's own runs have them all.
if (process.env.CI === 'true' && mayInstall && !existsSync('/usr/sbin/sshd'))
  install('openssh-server', 'for the tests against sshd');

/** Whether `apt-get install chromium` brings a browser: on Ubuntu it brings a pointer to a snap. */
function isDebian() {
  try {
    return /^ID="?debian"?$/m.test(readFileSync('/etc/os-release', 'utf8'));
  } catch {
    return false;
  }
}

/** Never fatal by itself: whoever needs the package looks whether it is there. */
function install(name, why) {
  process.stderr.write(`Installing Debian's ${name}: ${why} …\n`);
  const options = { stdio: 'ignore', timeout: 600_000, env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } };
  spawnSync('apt-get', ['update'], options);
  const run = spawnSync('apt-get', ['install', '-y', '--no-install-recommends', name], options);
  if (run.status !== 0) process.stderr.write(`It could not be installed ("apt-get install ${name}" says why).\n`);
}

function fail(sentence) {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}
