import { readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { BenchRow } from './row';

const barKb = 350;

/** The code that the first room needs: what index.html names, and all that is imported by it before anything is asked for. */
export function firstRoomFiles(page: string): readonly string[] {
  const index = readFileSync(join(page, 'index.html'), 'utf8');
  const queue = [...index.matchAll(/(?:src|href)="\.?\/?(assets\/[^"]+\.(?:js|css))"/g)].flatMap((match) => match[1] ?? []);
  const found = new Set<string>();
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    if (found.has(file)) continue;
    found.add(file);
    if (!file.endsWith('.js')) continue;
    const code = readFileSync(join(page, file), 'utf8');
    for (const match of code.matchAll(/(?:^|[;\n}])import(?:[\w\s{},$*]+from)?\s*["']([^"']+\.js)["']/g))
      queue.push(normalize(join(dirname(file), match[1] ?? '')));
  }
  return [...found].sort();
}

export function benchSize(page: string): BenchRow[] {
  const bytes = firstRoomFiles(page).reduce((sum, file) => sum + gzipSync(readFileSync(join(page, file))).length, 0);
  const kb = bytes / 1024;
  return [
    {
      name: 'page code of the first room, gzipped',
      value: kb,
      unit: 'KiB',
      peer: null,
      ratio: null,
      bar: `under ${barKb}`,
      holds: kb < barKb,
    },
  ];
}
