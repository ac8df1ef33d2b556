import { spawn } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
interface RequireNode {
  nodeIsFit(versions?: { napi?: string }): boolean;
  unfit(versions?: { node: string }): string;
  packagedNode(root: string): string | null;
}
const requireNode: RequireNode = await import(pathToFileURL(here('require-node.mjs')).href);

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'capstan-launcher-'));
  mkdirSync(join(root, 'electron/cli'), { recursive: true });
  for (const name of ['launcher.mjs', 'require-node.mjs']) cpSync(here(name), join(root, 'electron/cli', name));
});
afterEach(() => rmSync(root, { recursive: true }));

function put(path: string, text: string, mode = 0o644): void {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  chmodSync(file, mode);
}

/** Makes this Node look too old to the launcher, except where OLD=no. */
function pretendOld(): void {
  const genuine = pathToFileURL(here('require-node.mjs')).href;
  put(
    'electron/cli/require-node.mjs',
    `import { unfit as say } from ${JSON.stringify(genuine)};
     export { packagedNode } from ${JSON.stringify(genuine)};
     export const nodeIsFit = () => process.env.OLD === 'no';
     export const unfit = () => say({ node: '20.11.0' });`,
  );
}

function launch(...args: string[]): Promise<{ code: number | null; out: string; err: string }> {
  const child = spawn(process.execPath, [join(root, 'electron/cli/launcher.mjs'), ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, out, err })));
}

const sayArguments = 'console.log(JSON.stringify(process.argv.slice(2))); process.exitCode = 7;\n';

describe('the check of the run-time', () => {
  it('asks for Node-API 10', () => {
    expect(requireNode.nodeIsFit({ napi: '10' })).toBe(true);
    expect(requireNode.nodeIsFit({ napi: '11' })).toBe(true);
    for (const napi of ['9', '8', '', undefined]) expect(requireNode.nodeIsFit({ napi })).toBe(false);
    expect(requireNode.nodeIsFit()).toBe(true);
  });

  it('says which Node this is and which is needed', () => {
    expect(requireNode.unfit({ node: '20.11.0' })).toMatch(/needs Node 22\.14 or newer, and this is 20\.11\.0\..*npm ci/);
  });

  it('finds the Node that came along, if it did', () => {
    expect(requireNode.packagedNode(root)).toBeNull();
    put('node_modules/node/bin/node', '');
    expect(requireNode.packagedNode(root)).toBe(join(root, 'node_modules/node/bin/node'));
  });
});

describe('the launcher', () => {
  it('runs the build with its arguments', async () => {
    put('out/main/cli.js', sayArguments);
    expect(await launch('push', 'v1.2 "x"', '--json')).toEqual({ code: 7, out: '["push","v1.2 \\"x\\"","--json"]\n', err: '' });
  });

  it('says in one sentence that there is no build, and nothing to make one with', async () => {
    const { code, out, err } = await launch('status');
    expect([code, out]).toEqual([1, '']);
    expect(err).toBe('Capstan has not been built, and its build tools are not installed: run "npm ci" first.\n');
  });

  it('builds where there is no build or one of older sources, and only there', async () => {
    put(
      'node_modules/electron-vite/bin/electron-vite.js',
      `const { mkdirSync, writeFileSync, appendFileSync } = require('node:fs');
       mkdirSync('out/main', { recursive: true });
       writeFileSync('out/main/cli.js', 'console.log("built")');
       appendFileSync('builds', process.argv[2] + '\\n');`,
    );
    put('shared/a.ts', '');
    expect(await launch()).toEqual({ code: 0, out: 'built\n', err: 'Building Capstan …\n' });
    expect(await launch()).toEqual({ code: 0, out: 'built\n', err: '' });
    const later = Date.now() / 1000 + 10;
    put('shared/a.test.ts', '');
    utimesSync(join(root, 'shared/a.test.ts'), later, later);
    expect((await launch()).err).toBe('');
    utimesSync(join(root, 'shared/a.ts'), later, later);
    expect((await launch()).err).toBe('Building Capstan …\n');
  });

  it('says why it could not be built, without a stack trace', async () => {
    put(
      'node_modules/electron-vite/bin/electron-vite.js',
      "console.error(Array.from({ length: 50 }, (_, at) => 'line ' + at).join('\\n')); process.exit(3);",
    );
    const { code, err } = await launch('status');
    expect(code).toBe(1);
    expect(err).toBe(
      [
        'Building Capstan …',
        'Capstan could not be built. "npm run build" shows why:',
        ...[44, 45, 46, 47, 48, 49].map((at) => `line ${at}`),
        '',
      ].join('\n'),
    );
  });
});

describe.skipIf(process.platform === 'win32')('the launcher on a Node that is too old', () => {
  beforeEach(() => {
    pretendOld();
    put('out/main/cli.js', sayArguments);
  });

  it('says so in one sentence where no other came along', async () => {
    const { code, out, err } = await launch('status');
    expect([code, out]).toEqual([1, '']);
    expect(err).toMatch(/^Capstan needs Node 22\.14 or newer, and this is 20\.11\.0\.[^\n]*\n$/);
  });

  it('runs on the one that came along, with the same arguments and exit code', async () => {
    put('node_modules/node/bin/node', `#!/bin/sh\nOLD=no exec ${JSON.stringify(process.execPath)} "$@"\n`, 0o755);
    expect(await launch('push', 'a b')).toEqual({ code: 7, out: '["push","a b"]\n', err: '' });
  });

  it('fails when that one is killed', async () => {
    put('node_modules/node/bin/node', '#!/bin/sh\nkill -9 $$\n', 0o755);
    expect(await launch()).toEqual({ code: 1, out: '', err: '' });
  });

  it('says so too where that one cannot be started', async () => {
    put('node_modules/node/bin/node', 'not a program', 0o644);
    const { code, err } = await launch();
    expect(code).toBe(1);
    expect(err).toMatch(/^Capstan needs Node [^\n]*\n$/);
  });

  it('never builds with it', async () => {
    rmSync(join(root, 'out'), { recursive: true });
    put('node_modules/electron-vite/bin/electron-vite.js', "require('node:fs').writeFileSync('built', '')");
    expect((await launch()).code).toBe(1);
    expect(existsSync(join(root, 'built'))).toBe(false);
  });
});
