import { expect, it } from 'vitest';
import type { History } from '../history/history';
import { canaryHosts } from './canary-hosts';

const hosts = ['a', 'b', 'c'].map((name) => ({ name, type: 'www' })).concat({ name: 'x', type: 'chat' });
const historyOf = (switched: readonly string[]) =>
  ({
    pushes: {
      newest: () => [
        {
          push: {
            hosts: Object.fromEntries(
              hosts.map(({ name, type }) => [
                name,
                { host: name, type, canary: name === 'a', switchedAt: switched.includes(name) ? 1 : null },
              ]),
            ),
          },
        },
      ],
    },
  }) as unknown as History;

it('compares who was switched with the others of their types, and in the end the canaries with the rest', () => {
  const of = (switched: readonly string[]) => {
    const { canary, rest } = canaryHosts(historyOf(switched), hosts);
    return [[...canary], [...rest]];
  };
  expect(of(['a'])).toEqual([['a'], ['b', 'c']]);
  expect(of(['a', 'b'])).toEqual([['a', 'b'], ['c']]);
  expect(of(['a', 'b', 'c'])).toEqual([['a'], ['b', 'c']]);
  expect(of([])).toEqual([[], []]);
});
