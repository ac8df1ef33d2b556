import { createWriteStream, existsSync, mkdirSync, renameSync, statSync, type WriteStream } from 'node:fs';
import { dirname } from 'node:path';

/**
 * What a process without a terminal says, in a file: lines as they come. At `mostBytes` the file becomes `NAME.1`, and the older one
 * of that name goes. A disk that is full costs the log, nothing else.
 */
export function createLogFile(file: string, mostBytes = 2 << 20): { write(chunk: string | Uint8Array): void; close(): void } {
  let written = 0;
  let stream: WriteStream | null = null;
  const open = () => {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    written = existsSync(file) ? statSync(file).size : 0;
    const next = createWriteStream(file, { flags: 'a', mode: 0o600 });
    next.on('error', () => undefined);
    return next;
  };
  return {
    write: (chunk) => {
      try {
        if (written > mostBytes) {
          stream?.end();
          stream = null;
          renameSync(file, `${file}.1`);
        }
        stream ??= open();
        stream.write(chunk);
        written += chunk.length;
      } catch {
        // See above.
      }
    },
    close: () => stream?.end(),
  };
}
