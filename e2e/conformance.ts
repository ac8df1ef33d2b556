import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * The cases of one conformance file, `exposition` or `exposition.json`; null when the folder beside the repository is not there, so that a test can
 * say so and skip.
 */
export function conformance(name: string): unknown {
  const file = name.endsWith('.json') ? name : `${name}.json`;
  const path = fileURLToPath(new URL(`../../shared/conformance/${file}`, import.meta.url));
  if (!existsSync(path)) return null;
  const cases: unknown = JSON.parse(readFileSync(path, 'utf8'));
  return cases;
}
