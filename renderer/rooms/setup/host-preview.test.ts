import { describe, expect, it } from 'vitest';
import { hostPreview } from './host-preview';

describe('hostPreview', () => {
  it.each([
    ['', ''],
    ['www1', '1 host: www1'],
    ['www[01-03]', '3 hosts: www01, www02, www03'],
    ['www[01-12]', '12 hosts: www01, www02 … www12'],
    ['www[0001-1200].example.com db1', '1,201 hosts: www0001.example.com, www0002.example.com … db1'],
    ['www[1-', ''],
    ['www$', ''],
  ])('%j', (text, said) => {
    expect(hostPreview(text)).toBe(said);
  });
});
