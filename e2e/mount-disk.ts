import { spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, rmdirSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A small disk of its own for a test: the only way to have a full or a read-only one where the test is root's. */
export interface MountedDisk extends Disposable {
  /** Takes all the room that is left. */
  fill(): void;
  /** Gives it back. */
  makeRoom(): void;
  /** Nothing may have a file of it open for writing. */
  readOnly(): void;
  writable(): void;
}

/** Why no disk can be mounted here, as the end of a test's name; null: one can. */
export const noMount: string | null = whyNot();

/** Mounts a disk on a directory, which is made. It is gone with the value. */
export function mountDisk(directory: string, size = '6m'): MountedDisk {
  mkdirSync(directory, { recursive: true });
  run('mount', '-t', 'tmpfs', '-o', `size=${size},mode=0700`, 'tmpfs', directory);
  const filling = join(directory, 'filling');
  return {
    fill: () => {
      const file = openSync(filling, 'a');
      try {
        // In pieces that get smaller, to the last page.
        for (let piece = 1 << 20; piece >= 1;) {
          try {
            writeSync(file, Buffer.alloc(piece));
          } catch {
            piece = piece > 4096 ? piece / 2 : 0;
          }
        }
      } finally {
        closeSync(file);
      }
    },
    makeRoom: () => rmSync(filling, { force: true }),
    readOnly: () => run('mount', '-o', 'remount,ro', directory),
    writable: () => run('mount', '-o', 'remount,rw', directory),
    [Symbol.dispose]: () => run('umount', '-l', directory),
  };
}

function run(command: string, ...words: string[]): void {
  const { status, stderr } = spawnSync(command, words, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${words.join(' ')}: ${stderr}`);
}

function whyNot(): string | null {
  if (process.platform !== 'linux') return ' (skipped: mounts a tmpfs, which only Linux has)';
  const directory = mkdtempSync(join(tmpdir(), 'capstan-mount-'));
  try {
    mountDisk(directory)[Symbol.dispose]();
    return null;
  } catch {
    return ' (skipped: nothing can be mounted here; run it as root)';
  } finally {
    rmdirSync(directory);
  }
}
