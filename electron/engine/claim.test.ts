import { spawn, type ChildProcess } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { mountDisk, noMount } from '../../e2e/mount-disk';
import { claim, socketPath } from './claim';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
let folder: string;
const children: ChildProcess[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'capstan-claim-'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  for (const child of children.splice(0)) child.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

/** A process of its own that claims the directory, says whether it got it, and stays. */
async function other(data: string): Promise<{ got: boolean; end: (signal: NodeJS.Signals) => Promise<void> }> {
  const child = spawn(
    process.execPath,
    [
      '--no-warnings',
      '--experimental-transform-types',
      '--import',
      pathToFileURL(here('../../e2e/ts-hooks.mjs')).href,
      '--input-type=module',
      '-e',
      `const { claim } = await import(${JSON.stringify(pathToFileURL(here('claim.ts')).href)});
       console.log(claim(${JSON.stringify(data)}) === null ? 'refused' : 'claimed');
       setInterval(() => undefined, 1000);`,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  children.push(child);
  const said = await new Promise<string>((resolve, reject) => {
    child.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString().trim()));
    child.once('exit', (code) => reject(new Error(`ended with ${String(code)}`)));
  });
  return {
    got: said === 'claimed',
    end: (signal) =>
      new Promise((resolve) => {
        child.once('exit', () => resolve());
        child.kill(signal);
      }),
  };
}

describe('a claim', () => {
  it('is one process’s at a time, and free again when that is killed', async () => {
    const data = join(folder, 'deep', 'data');
    const first = await other(data);
    expect(first.got).toBe(true);
    expect(claim(data)).toBeNull();
    expect((await other(data)).got).toBe(false);
    await first.end('SIGKILL');
    const mine = claim(data);
    expect(mine).not.toBeNull();
    expect((await other(data)).got).toBe(false);
    mine?.release();
    expect((await other(data)).got).toBe(true);
    expect(claim(data)).toBeNull();
  });

  it('holds within one process too', () => {
    const mine = claim(folder);
    expect(claim(folder)).toBeNull();
    mine?.release();
    const again = claim(folder);
    expect(again).not.toBeNull();
    again?.release();
  });

  it('is of the directory, whatever it is called', () => {
    const data = join(folder, 'data');
    const mine = claim(data);
    symlinkSync(data, join(folder, 'link'));
    expect(claim(join(folder, 'link'))).toBeNull();
    expect(claim(`${data}/../data/`)).toBeNull();
    mine?.release();
  });

  it('is had where the lock’s file is damaged, by one process', async () => {
    writeFileSync(join(folder, 'engine.lock'), 'This is no lock, and nothing that anybody needs.\n'.repeat(200));
    const mine = claim(folder);
    expect(mine).not.toBeNull();
    expect(claim(folder)).toBeNull();
    expect((await other(folder)).got).toBe(false);
    // Damaged while it is held: it stays held.
    truncateSync(join(folder, 'engine.lock'), 100);
    expect((await other(folder)).got).toBe(false);
    mine?.release();
    expect((await other(folder)).got).toBe(true);
  });

  it('is had where the lock’s file cannot be one, by one process', async () => {
    mkdirSync(join(folder, 'engine.lock'));
    const first = await other(folder);
    expect(first.got).toBe(true);
    expect(claim(folder)).toBeNull();
    await first.end('SIGKILL');
    const mine = claim(folder);
    expect((await other(folder)).got).toBe(false);
    // An engine that starts when the directory is well again finds the one that started before.
    rmSync(join(folder, 'engine.lock'), { recursive: true });
    expect(claim(folder)).toBeNull();
    expect((await other(folder)).got).toBe(false);
    mine?.release();
    expect((await other(folder)).got).toBe(true);
  });

  it('is had where the directory cannot be made, by one process', async () => {
    writeFileSync(join(folder, 'file'), '');
    const data = join(folder, 'file', 'data');
    const mine = claim(data);
    expect(mine).not.toBeNull();
    expect(claim(data)).toBeNull();
    expect((await other(data)).got).toBe(false);
    mine?.release();
    expect((await other(data)).got).toBe(true);
  });

  it('is refused, with the reason, where no lock can be had at all', () => {
    vi.stubEnv('XDG_RUNTIME_DIR', join(folder, 'file'));
    vi.stubEnv('TMPDIR', join(folder, 'file'));
    writeFileSync(join(folder, 'file'), '');
    expect(() => claim(join(folder, 'file', 'data'))).toThrow(
      expect.objectContaining({ code: 'REFUSED', message: expect.stringContaining('Nothing can be written to') }),
    );
  });

  it.skipIf(noMount !== null)(`is had in a read-only directory, by one process${noMount ?? ''}`, async () => {
    const data = join(folder, 'data');
    using disk = mountDisk(data);
    claim(data)?.release();
    disk.readOnly();
    const first = await other(data);
    expect(first.got).toBe(true);
    expect(claim(data)).toBeNull();
    await first.end('SIGKILL');
    const mine = claim(data);
    expect((await other(data)).got).toBe(false);
    mine?.release();
  });

  it.skipIf(noMount !== null)(`is had on a full disk, by one process${noMount ?? ''}`, async () => {
    const data = join(folder, 'data');
    using disk = mountDisk(data);
    disk.fill();
    const first = await other(data);
    expect(first.got).toBe(true);
    expect(claim(data)).toBeNull();
    await first.end('SIGTERM');
  });

  it('leaves nothing in this user’s own folder', () => {
    vi.stubEnv('XDG_RUNTIME_DIR', folder);
    const own = join(socketPath(folder), '..');
    const mine = claim(folder);
    expect(readdirSync(own)).toHaveLength(1);
    mine?.release();
    expect(readdirSync(own)).toEqual([]);
  });

  it('makes a directory that only this user may read', () => {
    const data = join(folder, 'data');
    claim(data)?.release();
    expect(statSync(data).mode & 0o777).toBe(0o700);
  });
});

describe.skipIf(process.platform === 'win32')('the socket’s path', () => {
  it('is short, in a folder of this user’s own, and the same for every name of the directory', () => {
    vi.stubEnv('XDG_RUNTIME_DIR', folder);
    const data = join(folder, 'a'.repeat(200));
    mkdirSync(data);
    symlinkSync(data, join(folder, 'link'));
    const path = socketPath(data);
    expect(path.startsWith(join(folder, 'capstan-'))).toBe(true);
    expect(path.length).toBeLessThan(104);
    expect(statSync(join(path, '..')).mode & 0o777).toBe(0o700);
    expect(socketPath(join(folder, 'link'))).toBe(path);
    expect(socketPath(`${data}/`)).toBe(path);
    expect(socketPath(folder)).not.toBe(path);
  });

  it('shuts a folder that was left open', () => {
    vi.stubEnv('XDG_RUNTIME_DIR', folder);
    const own = join(socketPath(folder), '..');
    chmodSync(own, 0o777);
    socketPath(folder);
    expect(statSync(own).mode & 0o777).toBe(0o700);
  });

  it.each([
    ['is relative', () => 'run'],
    ['is too long', () => join(folder, 'x'.repeat(120))],
    ['cannot be made', () => join(folder, 'file', 'run')],
    ['holds a link in our name', () => join(folder, 'linked')],
  ])('is in the temporary directory where XDG_RUNTIME_DIR %s', (_, runtime) => {
    writeFileSync(join(folder, 'file'), '');
    mkdirSync(join(folder, 'linked'));
    symlinkSync(folder, join(folder, 'linked', `capstan-${process.getuid?.() ?? 0}`));
    vi.stubEnv('XDG_RUNTIME_DIR', runtime());
    expect(socketPath(folder).startsWith(join(tmpdir(), 'capstan-'))).toBe(true);
  });

  it('says that there is no folder of one’s own', () => {
    vi.stubEnv('XDG_RUNTIME_DIR', '');
    vi.stubEnv('TMPDIR', join(folder, 'file'));
    writeFileSync(join(folder, 'file'), '');
    expect(() => socketPath(folder)).toThrow(/There is no folder for this user's socket/);
  });
});
