import { expect, it } from 'vitest';
import { faultPlace } from './fault-place';

it('finds the place that a Prometheus names, and takes it out of its words', () => {
  expect(
    faultPlace('bad_data: invalid parameter "query": 1:5: parse error: unknown function with name "nope"', 'sum(nope(x))'),
  ).toEqual({
    message: 'parse error: unknown function with name "nope"',
    at: { line: 1, column: 5, from: 4, to: 8, text: 'nope' },
  });
  expect(faultPlace('bad_data: 2:3: parse error: unexpected ")"', 'sum(\n x)')).toMatchObject({
    at: { line: 2, column: 3, text: ')' },
  });
  // It counts bytes, we count as the page does.
  expect(faultPlace('1:9: parse error: x', '"äé" + y')).toMatchObject({ at: { from: 6, column: 7, text: '' } });
  expect(faultPlace('1:5: parse error: unclosed left parenthesis', 'sum(')).toMatchObject({ at: { from: 4, to: 4, text: '' } });
});

it('leaves words alone that name no place that is there', () => {
  for (const said of ['execution: query timed out', '7:1: parse error: x', '1:2: many-to-many matching', 'x 1:0: parse error: y'])
    expect(faultPlace(said, 'up')).toEqual({ message: said, at: null });
});
