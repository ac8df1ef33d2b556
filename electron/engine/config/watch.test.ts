import { mkdtemp, rename, rm, symlink, unlink, writeFile, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DESK, EXAMPLE } from './fixtures';
import type { ConfigResult } from './parse-config';
import { loadConfig, readConfigText, writeFault } from './read-config';
import { watchConfig } from './watch';

let folder = '';
let file = '';
let stop: (() => void) | null = null;
const seen: ConfigResult[] = [];

const named = (name: string): string => EXAMPLE.replace('name: shop', `name: ${name}`);

/** What came, in a word: the fleet's name, or the first fault. */
function words(): string[] {
  return seen.map((result) => (result.ok ? result.config.name : (result.faults[0]?.message ?? '')));
}

/** The text in force is given, so that a slow machine cannot take a test's first write for it. */
function start(pollMs = 60_000, text: string | null = EXAMPLE): void {
  stop = watchConfig(file, (result) => seen.push(result), {
    around: { ...DESK, file },
    debounceMs: 20,
    pollMs,
    ...(text === null ? {} : { text }),
  });
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'capstan-watch-'));
  file = join(folder, 'capstan.yaml');
  await writeFile(file, EXAMPLE);
  seen.length = 0;
});

afterEach(async () => {
  stop?.();
  stop = null;
  await rm(folder, { recursive: true, force: true });
});

const eventually = (check: () => void): Promise<void> => vi.waitFor(check, { timeout: 10_000 });

/** Lets the first reading, which is only the ground to compare with, be over. */
async function settle(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 100));
}

describe('watchConfig', () => {
  it('sees a file written in place, broken and mended, and each text once', async () => {
    start();
    await settle();
    expect(seen).toEqual([]);
    await writeFile(file, named('two'));
    await eventually(() => {
      expect(words()).toEqual(['two']);
    });
    await writeFile(file, named('two').replace('port: 22', 'port: ten'));
    await eventually(() => {
      expect(words()).toEqual(['two', '"ten" is not a whole number']);
    });
    await writeFile(file, named('three'));
    await eventually(() => {
      expect(words()).toEqual(['two', '"ten" is not a whole number', 'three']);
    });
    await writeFile(file, named('three'));
    await settle();
    expect(seen).toHaveLength(3);
  });

  it('takes a file that is empty for a moment for one that is being written, and one that stays empty at its word', async () => {
    start();
    await settle();
    await writeFile(file, '');
    await settle();
    await writeFile(file, named('two'));
    await eventually(() => {
      expect(words()).toEqual(['two']);
    });
    await writeFile(file, '');
    await eventually(() => {
      expect(words()).toEqual(['two', 'the file is empty']);
    });
  });

  it('sees a file replaced by renaming, time and again', async () => {
    start();
    await settle();
    for (const name of ['two', 'three', 'four']) {
      await writeFile(join(folder, '.capstan.yaml.swp'), named(name));
      await rename(join(folder, '.capstan.yaml.swp'), file);
      await eventually(() => {
        expect(words().at(-1)).toBe(name);
      });
    }
    expect(seen).toHaveLength(3);
  });

  it('says once that the file is gone, and takes it up again', async () => {
    start();
    await settle();
    await unlink(file);
    await eventually(() => {
      expect(words()).toEqual([`there is no ${file}`]);
    });
    await writeFile(file, named('back'));
    await eventually(() => {
      expect(words()).toEqual([`there is no ${file}`, 'back']);
    });
  });

  it('outlives its folder', async () => {
    start(30);
    await settle();
    await rm(folder, { recursive: true });
    await eventually(() => {
      expect(words()).toEqual([`there is no ${file}`]);
    });
    await mkdir(folder);
    await writeFile(file, named('back'));
    await eventually(() => {
      expect(words().at(-1)).toBe('back');
    });
  });

  it('sees behind a link, where no event comes from, by looking', async () => {
    const elsewhere = await mkdtemp(join(tmpdir(), 'capstan-target-'));
    await writeFile(join(elsewhere, 'real.yaml'), EXAMPLE);
    await unlink(file);
    await symlink(join(elsewhere, 'real.yaml'), file);
    start(30);
    await settle();
    await writeFile(join(elsewhere, 'real.yaml'), named('linked'));
    await eventually(() => {
      expect(words().at(-1)).toBe('linked');
    });
    await rm(elsewhere, { recursive: true });
  });

  it('reports what changed between reading and watching', async () => {
    start(60_000, named('older'));
    await eventually(() => {
      expect(words()).toEqual(['shop']);
    });
  });

  it('takes what is there as the ground when no text is given', async () => {
    start(20, null);
    await settle();
    expect(seen).toEqual([]);
    await writeFile(file, named('two'));
    await eventually(() => {
      expect(words()).toEqual(['two']);
    });
  });

  it('is silent after its end', async () => {
    start(20);
    await settle();
    stop?.();
    await writeFile(file, named('late'));
    await settle();
    expect(seen).toEqual([]);
  });
});

describe('loadConfig', () => {
  const load = (path: string): Promise<ConfigResult> => loadConfig(path, { ...DESK, file: path });

  it('reads a good file', async () => {
    expect(await load(file)).toMatchObject({ ok: true, config: { name: 'shop' } });
  });
  it('says why a file cannot be read', async () => {
    expect(await load(join(folder, 'none.yaml'))).toMatchObject({
      ok: false,
      faults: [{ line: 1, column: 1, message: `there is no ${join(folder, 'none.yaml')}` }],
    });
    expect(await load(folder)).toMatchObject({ ok: false, faults: [{ message: `${folder} is not a file` }] });
  });
  it('does not read a huge file', async () => {
    await writeFile(file, 'a'.repeat(5 * 1024 * 1024));
    expect(await load(file)).toMatchObject({ ok: false, faults: [{ message: `${file} is too large: 5.0 MiB` }] });
  });
  it('finds the byte that is not UTF-8', async () => {
    await writeFile(file, Buffer.concat([Buffer.from('name: shop\ndata: "w'), Buffer.from([0xfc]), Buffer.from('rst"\n')]));
    expect(await readConfigText(file)).toMatchObject({
      ok: false,
      faults: [{ line: 2, column: 9, message: 'the file is not UTF-8 text' }],
    });
  });
  it('writes a fault in a line', () => {
    const fault = { line: 4, column: 30, text: 'ten', path: 'fleet.ssh.port', message: '"ten" is not a whole number', hint: '22' };
    expect(writeFault('capstan.yaml', fault)).toBe('capstan.yaml:4:30: fleet.ssh.port: "ten" is not a whole number. Right: 22');
  });
});
