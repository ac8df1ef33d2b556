import { describe, expect, it } from 'vitest';
import { keepAnswers, labelOf, noAnswers, readAnswers } from './answers';

const storage = (text: string | null) => {
  let kept = text;
  return { getItem: () => kept, setItem: (_: string, next: string) => void (kept = next) };
};

describe('readAnswers', () => {
  it('gives back what was kept', () => {
    const place = storage(null);
    const answers = { ...noAnswers, name: 'shop', types: [{ name: 'db', hosts: 'db[1-2]' }] };
    keepAnswers(place, answers);
    expect(readAnswers(place)).toEqual(answers);
  });

  it.each([null, '', 'nonsense', '[]', '7', 'null', '{"types":7}', '{"types":[{"name":1}],"name":2,"other":"x"}'])(
    'begins anew with %j',
    (text) => {
      expect(readAnswers(storage(text))).toEqual(noAnswers);
    },
  );
});

describe('labelOf', () => {
  it.each([
    ['types.0.hosts', 'Hosts'],
    ['types.3.name', 'Host type'],
    ['port', 'Port'],
    ['push.phases', null],
    ['constructor', null],
  ])('%s', (path, label) => {
    expect(labelOf(path)).toBe(label);
  });
});
