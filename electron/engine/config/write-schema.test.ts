import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { writeSchema } from './write-schema';

const file = fileURLToPath(new URL('../../../resources/capstan.schema.json', import.meta.url));

function read(): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

describe('resources/capstan.schema.json', () => {
  it('is what the source says; after a change run: UPDATE_SCHEMA=1 npx vitest run electron/engine/config', () => {
    if (process.env.UPDATE_SCHEMA === '1') writeFileSync(file, writeSchema());
    const message = 'resources/capstan.schema.json is out of date: run UPDATE_SCHEMA=1 npx vitest run electron/engine/config';
    expect(read() === writeSchema(), message).toBe(true);
  });

  const property = z.looseObject({
    description: z.string().optional(),
    properties: z.record(z.string(), z.unknown()).optional(),
    items: z.unknown().optional(),
    anyOf: z.array(z.unknown()).optional(),
    additionalProperties: z.unknown().optional(),
  });

  it('describes every key and refuses unknown ones', () => {
    const nameless: string[] = [];
    const open: string[] = [];
    let keys = 0;
    const walk = (node: unknown, path: string): void => {
      const found = property.safeParse(node);
      if (!found.success) return;
      const { properties, items, anyOf, additionalProperties } = found.data;
      if (properties && additionalProperties !== false) open.push(path);
      for (const [key, value] of Object.entries(properties ?? {})) {
        keys += 1;
        if (!property.parse(value).description) nameless.push(`${path}.${key}`);
        walk(value, `${path}.${key}`);
      }
      walk(items, `${path}[]`);
      walk(additionalProperties, `${path}.*`);
      for (const each of anyOf ?? []) walk(each, path);
    };
    walk(JSON.parse(writeSchema()), '');
    expect(keys).toBeGreaterThan(60);
    expect(nameless).toEqual([]);
    expect(open).toEqual([]);
  });
});
