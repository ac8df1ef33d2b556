#!/usr/bin/env node
// The one way in: no dependencies, runs on any Node. Finds a Node that the engine can run on, makes the build if there is none
// (or its sources are newer), and starts it. What it says is one sentence, never a stack trace.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { nodeIsFit, packagedNode, unfit } from './require-node.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const entry = join(root, 'out', 'main', 'cli.js');

if (!nodeIsFit()) {
  const packaged = packagedNode(root);
  if (packaged === null) fail(unfit());
  // A new process, with the same terminal: signals reach both, and the child decides.
  const child = spawn(packaged, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => signal !== 'SIGINT' && child.kill(signal));
  child.on('error', () => fail(unfit()));
  child.on('close', (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
} else {
  build();
  await import(pathToFileURL(entry).href);
}

function build() {
  const builder = join(root, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js');
  const built = existsSync(entry) ? statSync(entry).mtimeMs : 0;
  if (
    built > 0 &&
    (!existsSync(builder) || newest(root, ['electron', 'shared', 'renderer', 'package.json', 'electron.vite.config.ts']) <= built)
  )
    return;
  if (!existsSync(builder)) fail('Capstan has not been built, and its build tools are not installed: run "npm ci" first.');
  process.stderr.write('Building Capstan …\n');
  const run = spawnSync(process.execPath, [builder, 'build'], { cwd: root, encoding: 'utf8' });
  if (run.status !== 0)
    fail(
      `Capstan could not be built. "npm run build" shows why:\n${(run.stderr || run.stdout || '').trim().split('\n').slice(-6).join('\n')}`,
    );
}

function newest(folder, names) {
  let latest = 0;
  for (const name of names) {
    const path = join(folder, name);
    if (!existsSync(path) || name.includes('.test.')) continue;
    const info = statSync(path);
    latest = Math.max(latest, info.isDirectory() ? newest(path, readdirSync(path)) : info.mtimeMs);
  }
  return latest;
}

function fail(sentence) {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}
