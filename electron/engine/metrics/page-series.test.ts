import { expect, it } from 'vitest';
import { parseExposition } from '../../../shared/series/exposition';
import { seriesKey } from '../../../shared/series/series-key';
import { PageSeries } from './page-series';

it('gives each series its number, wherever on the page it is', () => {
  const known: string[] = [];
  const page = new PageSeries((name, labels) => (name === 'refused' ? null : known.push(seriesKey(name, labels)) - 1));
  const numbers = (text: string) => {
    const parsed = parseExposition(text, 'prometheus-text-0.0.4');
    if (!parsed.ok) throw new Error(parsed.message);
    return [...page.numbersOf(parsed.samples)];
  };
  expect(numbers('a{b="1",c="2"} 1\na{b="1"} 1\na 1\n')).toEqual([0, 1, 2]);
  expect(numbers('a{b="1",c="2"} 2\na{b="1"} 2\na 2\n')).toEqual([0, 1, 2]);
  expect(numbers('new 3\na{c="2",b="1"} 3\na{b="1"} 3\nrefused 3\na 3\n')).toEqual([3, 0, 1, -1, 2]);
  expect(numbers('a{b="1"} 4\na{b="2"} 4\n')).toEqual([1, 4]);
  expect(numbers('a{b="1",c="2"} 5\n')).toEqual([0]);
});
