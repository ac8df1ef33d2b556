// Says in one sentence what is missing, where the database module would die without a word on an older Node. Run by itself
// (prestart, pretest …) it checks and ends; it has no dependencies.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** better-sqlite3 needs Node-API 10, which came with Node 22.14. */
export function nodeIsFit(versions = process.versions) {
  return Number(versions.napi) >= 10;
}

export function unfit(versions = process.versions) {
  return `Capstan needs Node 22.14 or newer, and this is ${versions.node}. "npm ci" brings one along (unless install scripts were switched off).`;
}

/** The Node that came as a dependency; null if its install script did not run. */
export function packagedNode(root) {
  const file = join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  return existsSync(file) ? file : null;
}

if (process.argv[1] === fileURLToPath(import.meta.url) && !nodeIsFit()) {
  process.stderr.write(`${unfit()}\n`);
  process.exit(1);
}
