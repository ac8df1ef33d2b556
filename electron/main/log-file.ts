import { appendFileSync, existsSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * What a process without a terminal says, in a file: lines as they come. At `mostBytes` the file becomes `NAME.1`, and the older one
 * of that name goes. A disk that is full costs the log, nothing else.
 */
export function createLogFile(file: string, mostBytes = 2 << 20): { write(chunk: string | Uint8Array): void } {
  let written: number | null = null;
  const open = () => {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    return existsSync(file) ? statSync(file).size : 0;
  };
  return {
    write: (chunk) => {
      try {
        written ??= open();
        if (written > mostBytes) {
          renameSync(file, `${file}.1`);
          written = 0;
        }
        appendFileSync(file, chunk, { mode: 0o600 });
        written += Buffer.byteLength(chunk);
      } catch {
        // See above.
      }
    },
  };
}
