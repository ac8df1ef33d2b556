import { describe, expect, it } from 'vitest';
import { contrast, difference, lab, labDifference, parseHex, seenWith, type Lab } from './colour';

const white = parseHex('#ffffff');
const black = parseHex('#000000');
const grey = parseHex('#777777');

it('reads colours, and refuses what is none', () => {
  expect(parseHex(' #FF8000 ')).toEqual([1, 128 / 255, 0]);
  expect(() => parseHex('#fff')).toThrow('no colour: #fff');
});

it('measures contrast as WCAG does', () => {
  expect(contrast(white, black)).toBeCloseTo(21, 6);
  expect(contrast(black, white)).toBeCloseTo(21, 6);
  expect(contrast(grey, white)).toBeCloseTo(4.48, 2);
  expect(contrast(grey, grey)).toBe(1);
});

it('knows where colours stand in CIELAB', () => {
  const red = lab(parseHex('#ff0000'));
  [53.24, 80.09, 67.2].forEach((wanted, index) => expect(red[index]).toBeCloseTo(wanted, 1));
  expect(lab(white)[0]).toBeCloseTo(100, 3);
  expect(lab(black)).toEqual([0, 0, 0]);
});

describe('CIEDE2000', () => {
  // Sharma, Wu and Dalal, "The CIEDE2000 color-difference formula" (2005), table 1: the pairs that catch wrong hues and means.
  const published: readonly (readonly [Lab, Lab, number])[] = [
    [[50, 2.6772, -79.7751], [50, 0, -82.7485], 2.0425],
    [[50, 3.1571, -77.2803], [50, 0, -82.7485], 2.8615],
    [[50, 2.8361, -74.02], [50, 0, -82.7485], 3.4412],
    [[50, 0, 0], [50, -1, 2], 2.3669],
    [[50, 2.49, -0.001], [50, -2.49, 0.0009], 7.1792],
    [[50, 2.49, -0.001], [50, -2.49, 0.0011], 7.2195],
    [[50, -0.001, 2.49], [50, 0.0009, -2.49], 4.8045],
    [[50, 2.5, 0], [50, 0, -2.5], 4.3065],
    [[50, 2.5, 0], [73, 25, -18], 27.1492],
    [[50, 2.5, 0], [61, -5, 29], 22.8977],
    [[50, 2.5, 0], [56, -27, -3], 31.903],
    [[50, 2.5, 0], [58, 24, 15], 19.4535],
    [[60.2574, -34.0099, 36.2677], [60.4626, -34.1751, 39.4387], 1.2644],
    [[63.0109, -31.0961, -5.8663], [62.8187, -29.7946, -4.0864], 1.263],
    [[2.0776, 0.0795, -1.135], [0.9033, -0.0636, -0.5514], 0.9082],
  ];
  it.each(published)('%j and %j differ by %d', (one, other, wanted) => {
    expect(labDifference(one, other)).toBeCloseTo(wanted, 4);
    expect(labDifference(other, one)).toBeCloseTo(wanted, 4);
  });

  it('finds no difference between a colour and itself', () => {
    expect(difference(grey, grey)).toBe(0);
  });
});

describe('seeing fewer colours', () => {
  it.each(['protanopia', 'deuteranopia', 'tritanopia'] as const)('leaves greys as they are: %s', (deficiency) => {
    seenWith(deficiency, grey).forEach((channel) => expect(channel).toBeCloseTo(grey[0], 3));
  });

  it('makes red and green alike where one of their cones is missing, and only there', () => {
    const red = parseHex('#c44a00');
    const green = parseHex('#7d7400');
    const apart = difference(red, green);
    expect(difference(seenWith('deuteranopia', red), seenWith('deuteranopia', green))).toBeLessThan(apart / 3);
    expect(difference(seenWith('tritanopia', red), seenWith('tritanopia', green))).toBeGreaterThan(apart / 2);
  });
});
