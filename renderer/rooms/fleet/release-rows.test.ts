import { expect, it } from 'vitest';
import type { HostPage } from '../../../shared/contract/fleet';
import { releaseRows } from './release-rows';

const page = (change: Partial<HostPage['view']>): Pick<HostPage, 'view' | 'pushes'> => ({
  view: { linked: 'b', running: 'b', releases: ['a', 'b', 'c'], ...change } as HostPage['view'],
  pushes: [
    { push: 'r-3', previous: 'b', next: 'c', back: true, at: 3 },
    { push: 'r-2', previous: 'a', next: 'b', back: false, at: 2 },
    { push: 'r-1', previous: 'c', next: 'a', back: false, at: 1 },
  ],
});

it('names what is live, where a rollback goes, and what is only there', () => {
  expect(releaseRows(page({}))).toEqual([
    { release: 'b', mark: 'verified', words: ['linked', 'running'] },
    { release: 'a', mark: 'back', words: ['a rollback of r-2 goes here'] },
    { release: 'c', mark: 'staged', words: ['staged'] },
  ]);
});

it('says when what is linked is not complete, and nothing of what was not read', () => {
  expect(releaseRows(page({ linked: 'z', running: 'b' }))?.[0]).toEqual({
    release: 'z',
    mark: 'crit',
    words: ['linked, but not complete'],
  });
  expect(releaseRows(page({ releases: null }))).toBeNull();
});
