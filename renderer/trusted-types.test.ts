import { describe, expect, it } from 'vitest';
import { allowEmptying } from './trusted-types';

describe('the page', () => {
  it('lets markup be emptied and never written', () => {
    let create: (markup: string) => string | null = (markup) => markup;
    allowEmptying({ trustedTypes: { createPolicy: (_, rules) => (create = rules.createHTML) } });
    expect(create('')).toBe('');
    for (const markup of [' ', '<b>', 'text']) expect(create(markup)).toBeNull();
  });

  it('needs none where the browser has no trusted types', () => {
    expect(() => allowEmptying({})).not.toThrow();
  });
});
