const SQRT_2PI = Math.sqrt(2 * Math.PI);

/** Density of the standard normal distribution. */
export function normalDensity(z: number): number {
  return Math.exp(-0.5 * z * z) / SQRT_2PI;
}

/**
 * P(Z > z) for a standard normal Z, with small *relative* error far out in the tail, where `1 - cdf` would be 0.
 * Near the middle: the series of Abramowitz & Stegun 26.2.11; from 2.5 on: the continued fraction 26.2.14, evaluated backwards.
 */
export function normalUpper(z: number): number {
  if (Number.isNaN(z)) return Number.NaN;
  if (z < 0) return 1 - normalUpper(-z);
  if (z > 38.5) return 0;
  if (z < 2.5) {
    let term = z;
    let sum = z;
    for (let k = 3; Math.abs(term) > 1e-18; k += 2) {
      term *= (z * z) / k;
      sum += term;
    }
    return 0.5 - normalDensity(z) * sum;
  }
  let fraction = z;
  for (let k = 140; k >= 1; k -= 1) fraction = z + k / fraction;
  return normalDensity(z) / fraction;
}

/** P(Z <= z) for a standard normal Z. */
export function normalCdf(z: number): number {
  return normalUpper(-z);
}

/**
 * The z with P(Z <= z) = p; -Infinity and Infinity at 0 and 1, NaN outside. A rough start (Abramowitz & Stegun 26.2.23) is
 * polished with Halley steps on the accurate tail, so it is good to about 1e-14 for any p that a double can hold.
 */
export function normalQuantile(p: number): number {
  if (!(p >= 0 && p <= 1)) return Number.NaN;
  if (p === 0) return -Infinity;
  if (p === 1) return Infinity;
  return p > 0.5 ? upperQuantile(1 - p) : -upperQuantile(p);
}

/** The z with P(Z > z) = p, for 0 < p < 1: keeps its precision where p is tiny. */
export function normalUpperQuantile(p: number): number {
  return p > 0.5 ? -upperQuantile(1 - p) : upperQuantile(p);
}

function upperQuantile(p: number): number {
  if (p === 0.5) return 0;
  const t = Math.sqrt(-2 * Math.log(p));
  let z = t - (2.515517 + 0.802853 * t + 0.010328 * t * t) / (1 + 1.432788 * t + 0.189269 * t * t + 0.001308 * t ** 3);
  for (let i = 0; i < 4; i += 1) {
    const density = normalDensity(z);
    if (density === 0) break;
    const step = (normalUpper(z) - p) / density;
    const next = z + step / (1 + (z * step) / 2);
    if (Math.abs(next - z) < 1e-15 * Math.max(1, Math.abs(z))) return next;
    z = next;
  }
  return z;
}
