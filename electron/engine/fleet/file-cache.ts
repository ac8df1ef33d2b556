import { globSync, readFileSync, statSync } from 'node:fs';
import type { FileReader } from './ssh-config';

/** Keeps what was made of a file until the file changes. `make` gets null for a file that is not there or cannot be read. */
export class FileCache<Value> {
  readonly #kept = new Map<string, { stamp: string; value: Value }>();

  constructor(private readonly make: (path: string, text: string | null) => Value) {}

  get(path: string): Value {
    const stamp = stampOf(path);
    const kept = this.#kept.get(path);
    if (kept?.stamp === stamp) return kept.value;
    const value = this.make(path, stamp === '' ? null : readText(path));
    this.#kept.set(path, { stamp, value });
    return value;
  }
}

/** Changes whenever the file does; empty when it is not there. */
export function stampOf(path: string): string {
  const stat = statSync(path, { bigint: true, throwIfNoEntry: false });
  return stat ? `${stat.ino}:${stat.size}:${stat.mtimeNs}:${stat.ctimeNs}` : '';
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

/** The disk, as ssh_config is read from it; `seen` gets every file that was looked at, so that a change can be noticed. */
export function diskReader(seen: Map<string, string>): FileReader {
  return {
    read: (path) => {
      seen.set(path, stampOf(path));
      return readText(path);
    },
    glob: (pattern) => {
      if (!/[*?[]/.test(pattern)) return [pattern];
      const folder = pattern.slice(0, pattern.search(/[*?[]/)).replace(/[^/]*$/, '') || '/';
      seen.set(folder, stampOf(folder));
      return globSync(pattern).sort();
    },
  };
}
