import { logGamma, stirlingRest } from './gamma';

/**
 * The regularised incomplete beta function I_x(a, b), for a, b > 0 and 0 <= x <= 1; NaN otherwise. Good to about 1e-12
 * relative for parameters up to a million. Continued fraction of Abramowitz & Stegun 26.5.8, evaluated with Lentz's method.
 */
export function incompleteBeta(x: number, a: number, b: number): number {
  if (!(a > 0 && b > 0 && x >= 0 && x <= 1)) return Number.NaN;
  if (x === 0 || x === 1) return x;
  const front = betaFront(x, a, b);
  // The fraction converges fast only on its own side of the mean.
  if (x <= (a + 1) / (a + b + 2)) return Math.min(1, (front * fraction(x, a, b)) / a);
  return Math.max(0, 1 - (front * fraction(1 - x, b, a)) / b);
}

/** x^a (1-x)^b / B(a, b). For large a and b the logarithms of three gamma functions would cancel, so they are joined first. */
function betaFront(x: number, a: number, b: number): number {
  const n = a + b;
  if (Math.min(a, b) < 12) return Math.exp(logGamma(n) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x));
  const apart = x - a / n;
  const exponent = a * log1(apart * (n / a)) + b * log1(-apart * (n / b));
  return Math.sqrt((a * b) / (2 * Math.PI * n)) * Math.exp(exponent + stirlingRest(n) - stirlingRest(a) - stirlingRest(b));
}

function log1(y: number): number {
  return y <= -1 ? -Infinity : Math.log1p(y);
}

function fraction(x: number, a: number, b: number): number {
  const tiny = 1e-300;
  const away = (v: number): number => (Math.abs(v) < tiny ? tiny : v);
  let c = 1;
  let d = 1 / away(1 - ((a + b) * x) / (a + 1));
  let h = d;
  for (let m = 1; m <= 20_000; m += 1) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / away(1 + even * d);
    c = away(1 + even / c);
    h *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / away(1 + odd * d);
    c = away(1 + odd / c);
    const step = d * c;
    h *= step;
    if (Math.abs(step - 1) < 1e-15) break;
  }
  return h;
}

/**
 * P(X >= k) for X binomial with `n` trials of chance `p`. `n` and `k` need not be whole numbers (counts divided by an
 * over-dispersion): the incomplete beta function joins the whole ones smoothly.
 */
export function binomialUpper(k: number, n: number, p: number): number {
  if (k <= 0) return 1;
  if (k > n) return 0;
  return incompleteBeta(p, k, n - k + 1);
}

/** P(X <= k) for X binomial; see `binomialUpper`. */
export function binomialLower(k: number, n: number, p: number): number {
  return binomialUpper(n - k, n, 1 - p);
}
