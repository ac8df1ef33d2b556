const HALF_LOG_2PI = 0.5 * Math.log(2 * Math.PI);

/**
 * What Stirling's formula leaves out: ln Γ(x) = (x - ½) ln x - x + ½ ln 2π + stirlingRest(x). For x >= 8; the series in
 * 1/x with Bernoulli numbers (Abramowitz & Stegun 6.1.41), cut where its terms fall below 1e-16.
 */
export function stirlingRest(x: number): number {
  const y = 1 / (x * x);
  return (1 / 12 - y * (1 / 360 - y * (1 / 1260 - y * (1 / 1680 - y * (1 / 1188 - y * (691 / 360360 - y / 156)))))) / x;
}

/** ln Γ(x) for x > 0; NaN otherwise. Small x are moved up by the recurrence, then Stirling's series is used. */
export function logGamma(x: number): number {
  if (!(x > 0)) return Number.NaN;
  let shift = 1;
  let z = x;
  while (z < 12) {
    shift *= z;
    z += 1;
  }
  return (z - 0.5) * Math.log(z) - z + HALF_LOG_2PI + stirlingRest(z) - Math.log(shift);
}

/** ln of the number of ways to choose k of n; -Infinity where there is none. */
export function logChoose(n: number, k: number): number {
  if (k < 0 || k > n) return -Infinity;
  if (k === 0 || k === n) return 0;
  return logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1);
}
