// Builds the torture (TypeScript) as the engine is built, then runs it in a process of its own.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
// Beside the folder of the sources, as these are: what they name by their own place is found.
const outDir = here('../../out');

await build({
  configFile: false,
  root: here('../..'),
  logLevel: 'error',
  build: {
    // Libraries stay outside: they are loaded from node_modules, as in the engine.
    ssr: true,
    target: 'node24',
    outDir,
    // Two runs at once must not pull the files from under each other.
    emptyOutDir: false,
    rolldownOptions: {
      input: { torture: here('run.ts') },
      output: { entryFileNames: '[name].js', chunkFileNames: 'torture-[name].js' },
    },
  },
});

const child = spawn(process.execPath, [`${outDir}/torture.js`, ...process.argv.slice(2)], { stdio: 'inherit' });
// A terminal sends Ctrl-C to both: the torture cleans up, this waits for it.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.once('exit', (code) => process.exit(code ?? 1));
