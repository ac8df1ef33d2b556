import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

// Only what stands under `dependencies` stays outside the bundle: native modules, what loads files of its own by name, and what only the desktop
// app needs. Everything else is bundled, because many small files are slow to read at each start.

// One build, four entry points that Node can start by name, one sandbox-safe preload, one page.
export default defineConfig({
  main: {
    build: {
      outDir: 'out/main',
      rolldownOptions: {
        input: {
          main: here('electron/main/index.ts'),
          engine: here('electron/engine/index.ts'),
          cli: here('electron/cli/index.ts'),
          'demo-fleet': here('electron/engine/demo/process.ts'),
        },
        // All in one folder: code that looks for its neighbours may stand in a chunk.
        output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      rolldownOptions: {
        input: { preload: here('electron/preload/index.ts') },
        // A sandboxed preload has to be one CommonJS file.
        output: { format: 'cjs', entryFileNames: '[name].cjs', codeSplitting: false },
      },
    },
  },
  renderer: {
    root: here('renderer'),
    plugins: [react()],
    build: {
      outDir: here('out/renderer'),
      minify: true,
      rolldownOptions: { input: { index: here('renderer/index.html') } },
    },
  },
});
