import { execFile, execFileSync } from 'node:child_process';
import { lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import manifest from '../../package.json';

// The packager itself, run as far as it goes without Electron's archive: it packs the app, unpacks the native module and turns the
// fuses, round a stand-in for the binary that has nothing but the fuses' place. Only wrapping that as deb, AppImage and rpm is left
// out: for it electron-builder fetches tools of its own.

const root = fileURLToPath(new URL('../..', import.meta.url));
const require = createRequire(join(root, 'package.json'));
const mostBytes = 40 * 1024 * 1024;
const isLink = lstatSync(join(root, 'node_modules')).isSymbolicLink();

/** Where @electron/fuses finds its wire in the binary, and the wire as Electron ships it. */
const sentinel = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
const shippedWire = '101100101';

const work = mkdtempSync(join(tmpdir(), 'capstan-package-'));
const app = join(work, 'dist/linux-unpacked');
afterAll(() => rmSync(work, { recursive: true, force: true }));

interface Asar {
  listPackage(file: string, options: object): string[];
  extractAll(file: string, to: string): void;
}
const asar = require('@electron/asar') as Asar;

describe('the configuration of the packages', () => {
  const { build } = manifest;

  it('is for every system, with a maintainer, the scheme and icons that are there', () => {
    expect(build.linux.target).toEqual(['deb', 'AppImage', 'rpm']);
    expect(build.mac.target).toEqual(['dmg', 'zip']);
    expect(build.win.target).toEqual(['nsis']);
    expect(build.linux.maintainer).toMatch(/<.+@.+>/);
    expect(manifest.description).not.toBe('');
    expect(build.protocols).toEqual([{ name: 'Capstan', schemes: ['capstan'] }]);
    for (const icon of [build.mac.icon, build.win.icon]) expect(statSync(join(root, icon)).isFile()).toBe(true);
    expect(readdirSync(join(root, build.linux.icon))).toEqual(expect.arrayContaining(['16x16.png', '256x256.png', '512x512.png']));
    for (const tone of ['ok', 'warn', 'crit', 'move', 'unk'])
      for (const size of ['', '@2x']) expect(statSync(join(root, `resources/tray/${tone}${size}.png`)).isFile()).toBe(true);
  });

  it('turns off what would make of the app a Node for anybody', () => {
    expect(build.electronFuses).toEqual({
      runAsNode: false,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      enableCookieEncryption: true,
      enableEmbeddedAsarIntegrityValidation: true,
      onlyLoadAppFromAsar: true,
      grantFileProtocolExtraPrivileges: false,
    });
  });

  it('rebuilds nothing: the native module comes with its own builds', () => {
    expect(build.npmRebuild).toBe(false);
  });
});

// npm does not list what is behind a link, and so the packager would find no dependency.
describe.skipIf(isLink || process.platform !== 'linux')('the package', () => {
  beforeAll(async () => {
    execFileSync(process.execPath, [join(root, 'electron/cli/launcher.mjs'), 'version'], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const electron = join(work, 'electron');
    mkdirSync(join(electron, 'resources'), { recursive: true });
    mkdirSync(join(electron, 'locales'));
    const wire = Buffer.concat([Buffer.from(sentinel), Buffer.from([1, shippedWire.length]), Buffer.from(shippedWire)]);
    writeFileSync(join(electron, 'electron'), Buffer.concat([Buffer.alloc(512), wire, Buffer.alloc(512)]), { mode: 0o755 });
    for (const name of ['version', 'LICENSE', 'LICENSES.chromium.html', 'chrome-sandbox']) writeFileSync(join(electron, name), 'x');
    await promisify(execFile)(
      process.execPath,
      [
        join(root, 'node_modules/electron-builder/cli.js'),
        ...['--dir', '--linux', '--x64', '--publish', 'never'],
        ...[`-c.electronDist=${electron}`, `-c.directories.output=${join(work, 'dist')}`],
      ],
      { cwd: root, maxBuffer: 1 << 24 },
    );
    asar.extractAll(join(app, 'resources/app.asar'), join(work, 'app'));
  }, 240_000);

  const files = () =>
    asar.listPackage(join(app, 'resources/app.asar'), { isPack: false }).map((file) => file.replaceAll('\\', '/'));

  it('holds what runs and nothing else of ours', () => {
    const ours = files().filter((file) => !file.startsWith('/node_modules'));
    for (const file of ['/out/main/main.js', '/out/main/engine.js', '/out/main/demo-fleet.js', '/out/preload/preload.cjs'])
      expect(ours).toContain(file);
    expect(ours).toEqual(expect.arrayContaining(['/out/renderer/index.html', '/resources/tray/ok.png', '/package.json']));
    expect(ours.filter((file) => /\.(ts|tsx|map|md)$|\/e2e|\.test\./.test(file))).toEqual([]);
  });

  it('has the native module of its own system, outside of the archive', () => {
    const prebuilds = join(app, 'resources/app.asar.unpacked/node_modules/better-sqlite3/prebuilds');
    expect(readdirSync(prebuilds)).toEqual(['linux-x64.node']);
    expect(files().filter((file) => file.includes('/prebuilds/') && file.endsWith('.node'))).toHaveLength(1);
    expect(files().filter((file) => /better-sqlite3\/(deps|src)/.test(file))).toEqual([]);
  });

  it('leaves out what only builds and tests need', () => {
    const packages = new Set(files().flatMap((file) => /^\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? []));
    for (const name of ['electron', 'vite', 'typescript', 'react', 'recharts', 'playwright-core', 'electron-builder', 'node'])
      expect(packages, name).not.toContain(name);
    expect(packages).toContain('ssh2');
  });

  it('is under 40 MB unpacked: our own code and its dependencies', () => {
    const size = (folder: string): number =>
      readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
    const bytes = size(join(work, 'app'));
    console.log(`Our own code and its dependencies: ${(bytes / 1048576).toFixed(1)} MB unpacked.`);
    expect(bytes).toBeGreaterThan(1 << 20);
    expect(bytes).toBeLessThan(mostBytes);
  });

  it('has its fuses turned as they must be', () => {
    const binary = readFileSync(join(app, 'capstan'));
    const at = binary.indexOf(sentinel) + sentinel.length + 2;
    // runAsNode, cookie encryption, NODE_OPTIONS, inspect, asar integrity, only asar, (browser snapshot), file privileges
    const wire = binary.subarray(at, at + shippedWire.length).toString();
    expect(
      Array.from(wire)
        .filter((_, index) => index !== 6 && index < 8)
        .join(''),
    ).toBe('0100110');
  });

  it('runs: every module it needs is in it', () => {
    const said = execFileSync(process.execPath, [join(work, 'app/out/main/cli.js'), 'version'], {
      encoding: 'utf8',
      cwd: work,
      env: { PATH: process.env['PATH'], HOME: work },
    });
    expect(said).toContain(`Capstan ${manifest.version}`);
    for (const name of Object.keys(manifest.dependencies))
      expect(() => createRequire(join(work, 'app/out/main/main.js')).resolve(name), name).not.toThrow(/Cannot find/);
  });
});
