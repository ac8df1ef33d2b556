import { execFileSync } from 'node:child_process';
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { test as setup } from '@playwright/test';
import { build } from 'vite';
import { built, root } from './pages/processes';

setup('build what the specs run', async () => {
  // The launcher builds when the sources are newer than what is there.
  execFileSync(process.execPath, [join(root, 'electron/cli/launcher.mjs'), 'version'], { stdio: ['ignore', 'ignore', 'inherit'] });
  // The specs run a copy: a build that somebody starts meanwhile takes the files of the first one away.
  for (const part of ['main', 'preload', 'renderer']) {
    rmSync(join(built, part), { recursive: true, force: true });
    cpSync(join(root, 'out', part), join(built, part), { recursive: true });
  }
  // Where the copy's main process looks for its pictures.
  cpSync(join(root, 'resources'), join(built, '..', 'resources'), { recursive: true });
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    build: {
      ssr: join(root, 'e2e/fleet-process.ts'),
      outDir: join(built, 'fleet'),
      emptyOutDir: true,
      target: 'node22',
      rolldownOptions: { output: { entryFileNames: 'fleet-process.js' } },
    },
  });
});
