import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeConfig } from './write-file';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'capstan-write-'))));
afterEach(() => rmSync(folder, { recursive: true }));

describe('writeConfig', () => {
  it('writes all of it and leaves nothing beside', () => {
    const file = join(folder, 'own/capstan/capstan.yaml');
    writeConfig(file, 'name: shop\n', false);
    expect(readFileSync(file, 'utf8')).toBe('name: shop\n');
    expect(readdirSync(join(folder, 'own/capstan'))).toEqual(['capstan.yaml']);
    expect(statSync(join(folder, 'own/capstan')).mode & 0o077).toBe(0);
    expect(statSync(file).mode & 0o022).toBe(0);
  });

  it('keeps what is there, unless it is told', () => {
    const file = join(folder, 'capstan.yaml');
    writeFileSync(file, 'old');
    expect(() => writeConfig(file, 'new', false)).toThrow(`${file} is there already.`);
    expect(readFileSync(file, 'utf8')).toBe('old');
    writeConfig(file, 'new', true);
    expect(readFileSync(file, 'utf8')).toBe('new');
    expect(readdirSync(folder)).toEqual(['capstan.yaml']);
  });

  it('writes behind a link, and leaves it a link', () => {
    mkdirSync(join(folder, 'real'));
    writeFileSync(join(folder, 'real/shop.yaml'), 'old');
    const file = join(folder, 'capstan.yaml');
    symlinkSync('real/shop.yaml', file);
    writeConfig(file, 'new', true);
    expect(readlinkSync(file)).toBe('real/shop.yaml');
    expect(readFileSync(join(folder, 'real/shop.yaml'), 'utf8')).toBe('new');
  });

  it('says in a sentence why it cannot', () => {
    writeFileSync(join(folder, 'file'), '');
    expect(() => writeConfig(join(folder, 'file/capstan.yaml'), 'x', false)).toThrow(/cannot be written: /);
  });
});
