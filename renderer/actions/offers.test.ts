import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const renderer = fileURLToPath(new URL('..', import.meta.url));

it('each action is offered in one place: of two, the first to go away would take it from the other', () => {
  const offered = readdirSync(renderer, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.tsx'))
    .flatMap((file) => [...readFileSync(join(renderer, file), 'utf8').matchAll(/useOffer\(\s*'([^']+)'/g)].map(([, id]) => id));
  expect(offered).toContain('setup.open');
  expect(offered.filter((id, at) => offered.indexOf(id) !== at)).toEqual([]);
});
