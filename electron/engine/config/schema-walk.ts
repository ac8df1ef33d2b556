import * as z from 'zod';
import { rights } from './leaves';
import type { Right } from './leaves';
import type { Path } from './yaml-tree';

/** A schema with all that it wraps: optional, default and transformed ones, and every branch of a union; outermost first. */
export function layers(schema: unknown): z.ZodType[] {
  if (!(schema instanceof z.ZodType)) return [];
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault) {
    return [schema, ...layers(schema.unwrap())];
  }
  if (schema instanceof z.ZodPipe) return [schema, ...layers(schema.in)];
  if (schema instanceof z.ZodUnion) return [schema, ...schema.options.flatMap(layers)];
  return [schema];
}

/** The layers of what may stand at a path. */
export function layersAt(schema: unknown, path: Path): z.ZodType[] {
  let found = layers(schema);
  for (const key of path) {
    found = found.flatMap((layer) => {
      if (layer instanceof z.ZodObject) return Object.hasOwn(layer.shape, key) ? layers(layer.shape[key]) : [];
      if (layer instanceof z.ZodRecord) return layers(layer.valueType);
      if (layer instanceof z.ZodArray) return layers(layer.element);
      return [];
    });
  }
  return found;
}

/** What would be right at a path, in words. */
export function rightOf(found: readonly z.ZodType[]): Right {
  for (const layer of found) {
    const right = rights.get(layer);
    if (right) return right;
  }
  return { is: 'what belongs here', hint: 'see the example in the documentation' };
}

/** Keys known in a group. */
export function knownKeys(found: readonly z.ZodType[]): string[] {
  return [...new Set(found.flatMap((layer) => (layer instanceof z.ZodObject ? Object.keys(layer.shape) : [])))];
}
