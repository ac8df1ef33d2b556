import { mkdtempSync, readdirSync, realpathSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { leavePointer, pointedData } from './pointer';

let folder: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'capstan-pointer-')));
  vi.stubEnv('XDG_RUNTIME_DIR', folder);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

it('says where the engine of a file worked last, by whatever path the file is named', () => {
  const file = join(folder, 'capstan.yaml');
  writeFileSync(file, '');
  symlinkSync(file, join(folder, 'link.yaml'));
  expect(pointedData(file)).toBeNull();
  leavePointer(file, '/data/one');
  leavePointer(file, '/data/two');
  expect([pointedData(file), pointedData(join(folder, 'link.yaml'))]).toEqual(['/data/two', '/data/two']);
  expect(pointedData(join(folder, 'other.yaml'))).toBeNull();
});

it('is this user’s alone, and no pointer where it cannot be read', () => {
  const file = join(folder, 'capstan.yaml');
  leavePointer(file, '/data');
  const own = join(folder, readdirSync(folder)[0] ?? '');
  const pointer = join(own, readdirSync(own)[0] ?? '');
  expect([statSync(own).mode & 0o777, statSync(pointer).mode & 0o777]).toEqual([0o700, 0o600]);
  for (const text of ['', 'null', '{}', '{"data":3}', '{"data":']) {
    writeFileSync(pointer, text);
    expect(pointedData(file)).toBeNull();
  }
});
