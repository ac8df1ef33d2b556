const endings = ['_total', '_count', '_sum', '_bucket', '_created'] as const;

/**
 * Whether a series counts up, from what its pages say of its metric (`typeOf`, by name) and, where they say nothing, from its name. Parts of a
 * histogram or summary are known under the name of the whole.
 */
export function isCounter(name: string, typeOf: (metric: string) => string | undefined): boolean {
  const own = typeOf(name);
  if (own !== undefined && own !== 'unknown') return own === 'counter';
  const ending = endings.find((one) => name.endsWith(one));
  if (ending === undefined) return false;
  const whole = typeOf(name.slice(0, -ending.length));
  if (ending === '_created' || whole === 'gaugehistogram') return false;
  if (whole === 'counter') return ending === '_total';
  // A gauge whose name happens to be the beginning of this one says nothing about it.
  return true;
}
