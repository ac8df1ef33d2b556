// Runs the stage by hand: node e2e/stage/run.mjs [port] [folder of the built page].
import { fileURLToPath } from 'node:url';
import { createServer } from 'vite';

const root = fileURLToPath(new URL('../..', import.meta.url));
const vite = await createServer({
  root,
  configFile: false,
  server: { middlewareMode: true, watch: null, ws: false },
  appType: 'custom',
  optimizeDeps: { noDiscovery: true },
  cacheDir: '/tmp/capstan-stage',
  logLevel: 'warn',
});
const { startStage } = await vite.ssrLoadModule('/e2e/stage.ts');
const { port } = await startStage(process.argv[3] ?? `${root}out/renderer`, Number(process.argv[2] ?? 4321));
console.log(`http://127.0.0.1:${port}/#token=rolling-back`);
