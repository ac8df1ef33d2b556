import { expect, it } from 'vitest';
import { fillLinks } from './fill-links';

const links = {
  dies: 'https://logs/dies?host={host}',
  graphs: 'https://graphs/{push}/{revision}',
  bad: 'javascript:alert(1)',
  odd: 'not an address',
};
const of = { revision: '9b3d07a', push: 'r-7' };

it('gives a host its own links, with the name made safe', () => {
  expect(fillLinks(links, { ...of, host: 'www-1&x=1' })).toEqual([{ name: 'dies', href: 'https://logs/dies?host=www-1%26x%3D1' }]);
});

it('gives the report those that are of no host, and only web addresses', () => {
  expect(fillLinks(links, { ...of, host: null })).toEqual([{ name: 'graphs', href: 'https://graphs/r-7/9b3d07a' }]);
});
