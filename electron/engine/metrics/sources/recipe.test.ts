import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { DESK, SMALL } from '../../config/fixtures';
import { parseConfig } from '../../config/parse-config';
import { parseExpression } from '../../../../shared/series/expression';

const recipe = readFileSync(fileURLToPath(new URL('../../../../resources/docs/count-one-thing.md', import.meta.url)), 'utf8');

/** One group of keys over another, as a person adds the lines to a file. */
function over(base: unknown, added: unknown): unknown {
  if (!isGroup(base) || !isGroup(added)) return added;
  const keys = new Set([...Object.keys(base), ...Object.keys(added)]);
  return Object.fromEntries([...keys].map((key) => [key, key in added ? over(base[key], added[key]) : base[key]]));
}

const isGroup = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

describe('the recipe of counting one thing', () => {
  const blocks = [...recipe.matchAll(/```yaml\n(.*?)```/gs)].map((match) => match[1] ?? '');

  it.each(blocks)('has configuration that is right: %s', (block) => {
    const base: unknown = parse(SMALL);
    const file = over(base, parse(block)) as { fleet: { types: Record<string, object> } };
    for (const [name, type] of Object.entries(file.fleet.types))
      file.fleet.types[name] = { hosts: [`${name}7`], path: '/srv/shop', ...type };
    const result = parseConfig(stringify(file), DESK);
    expect(result.ok ? [] : result.faults).toEqual([]);
  });

  it('has expressions that are right', () => {
    const expressions = [...recipe.matchAll(/^\| `(.*?)`/gm)].map((match) => match[1] ?? '');
    expect(expressions).toHaveLength(4);
    for (const expression of expressions) expect(parseExpression(expression).ok, expression).toBe(true);
  });

  it('shows each way in each language', () => {
    expect(blocks).toHaveLength(4);
    for (const language of ['php', 'python', 'ruby', 'go', 'ts'])
      expect(recipe.match(new RegExp(`^\`\`\`${language}$`, 'gm')), language).toHaveLength(2);
  });
});
