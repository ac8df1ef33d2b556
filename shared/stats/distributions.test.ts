import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { binomialLower, binomialUpper, incompleteBeta } from './beta';
import { logChoose, logGamma } from './gamma';
import { normalCdf, normalQuantile, normalUpper } from './normal';
import { studentCdf, studentUpper, studentUpperQuantile } from './student';

/** Equal to 1e-10, relative to the expected value: a tail of 1e-89 must be right in its digits, not just small. */
function same(actual: number, expected: number): void {
  expect(Math.abs(actual - expected), `${actual} is not ${expected}`).toBeLessThanOrEqual(1e-10 * Math.abs(expected));
}

// Expected values: scipy 1.17 (norm.sf, t.sf, t.isf, betainc, gammaln).
describe('distributions', () => {
  it('normal tail', () => {
    const known: [number, number][] = [
      [0.3, 0.3820885778110474],
      [2, 0.022750131948179195],
      [3, 0.0013498980316300933],
      [6, 9.865876450376946e-10],
      [10, 7.61985302416047e-24],
      [20, 2.7536241186061556e-89],
    ];
    for (const [z, p] of known) same(normalUpper(z), p);
    expect(normalCdf(0)).toBe(0.5);
    expect(normalUpper(50)).toBe(0);
  });

  it('normal quantile undoes the distribution', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-12, max: 1 - 1e-12, noNaN: true }), (p) => {
        expect(Math.abs(normalCdf(normalQuantile(p)) - p)).toBeLessThanOrEqual(1e-12);
      }),
    );
    expect(normalQuantile(0)).toBe(-Infinity);
    expect(normalQuantile(1)).toBe(Infinity);
    expect(normalQuantile(2)).toBeNaN();
  });

  it("Student's t", () => {
    const known: [number, number, number][] = [
      [1, 1, 0.25],
      [2.5, 6, 0.02326411614208365],
      [5, 110, 1.091436665545708e-6],
      [12, 3.5, 0.0002872670964280638],
      [0.2, 40, 0.42124696339285883],
      [8, 1000, 1.7133307411957489e-15],
    ];
    for (const [t, df, p] of known) same(studentUpper(t, df), p);
    same(studentCdf(-2.5, 6), 0.02326411614208365);
    same(studentUpperQuantile(1e-6, 22), 6.38568202701776);
    same(studentUpperQuantile(0.025, 5), 2.5705818356363155);
  });

  it('incomplete beta', () => {
    const known: [number, number, number, number][] = [
      [0.3, 2, 5, 0.5798250000000003],
      [0.5, 100, 120, 0.9117960627949818],
      [0.49, 12000, 13000, 0.9992207791588201],
      [0.1, 0.5, 30, 0.9877175515001472],
      [0.999, 200, 0.7, 0.6709431007292512],
      [0.375, 54, 1, 9.946916157623539e-24],
      [0.2, 300, 900, 1.3522318398517165e-5],
      [0.5, 500000, 501000, 0.8412239420131462],
    ];
    for (const [x, a, b, value] of known) same(incompleteBeta(x, a, b), value);
    expect(incompleteBeta(0, 2, 3)).toBe(0);
    expect(incompleteBeta(1, 2, 3)).toBe(1);
    expect(incompleteBeta(1.1, 2, 3)).toBeNaN();
  });

  it('incomplete beta is symmetric', () => {
    const parameter = fc.double({ min: 0.1, max: 5000, noNaN: true });
    fc.assert(
      fc.property(fc.double({ min: 0.001, max: 0.999, noNaN: true }), parameter, parameter, (x, a, b) => {
        expect(Math.abs(incompleteBeta(x, a, b) + incompleteBeta(1 - x, b, a) - 1)).toBeLessThanOrEqual(1e-10);
      }),
    );
  });

  it('log gamma and choose', () => {
    const known: [number, number][] = [
      [0.1, 2.252712651734206],
      [0.5, 0.5723649429247],
      [3, 0.6931471805599453],
      [11.9, 17.25847745059552],
      [50, 144.56574394634487],
      [12345.6, 103959.18506616844],
    ];
    for (const [x, value] of known) same(logGamma(x), value);
    expect(logGamma(0)).toBeNaN();
    same(Math.exp(logChoose(24, 2)), 276);
    expect(logChoose(3, 4)).toBe(-Infinity);
  });

  it('binomial tails add up', () => {
    // 3 of 5 with chance 0.3: 10*.027*.49 + 5*.0081*.7 + .00243 = 0.16308
    expect(binomialUpper(3, 5, 0.3)).toBeCloseTo(0.16308, 12);
    expect(binomialLower(2, 5, 0.3)).toBeCloseTo(1 - 0.16308, 12);
    expect(binomialUpper(0, 5, 0.3)).toBe(1);
    expect(binomialLower(5, 5, 0.3)).toBe(1);
    expect(binomialLower(0, 5, 0.3)).toBeCloseTo(0.7 ** 5, 12);
  });
});
