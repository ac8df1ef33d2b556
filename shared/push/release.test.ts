import { expect, it } from 'vitest';
import { isRelease } from './release';

it('knows a release by its name or by its revision', () => {
  const release = '4f2c91e0aa11-deadbeef';
  for (const said of [release, '4f2c91e', ' 4F2C91E0AA11\n', '4f2c91e0aa11bbccddeeff00112233445566778899'])
    expect(isRelease(said, release)).toBe(true);
  for (const said of ['', '4f2c9', '4f2c91f', '4f2c91e0aa11-00000000', 'unknown']) expect(isRelease(said, release)).toBe(false);
});
