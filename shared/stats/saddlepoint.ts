import { normalDensity, normalUpper } from './normal';

interface Tilt {
  readonly s: number;
  readonly t: number;
}

/**
 * P(sum of `n` values drawn without replacement from `values` >= `sum`), approximated with the double saddlepoint of
 * Skovgaard (1987) for the permutation distribution (Robinson 1982): each value is taken independently with odds
 * e^(s + t v), conditioned on `n` being taken. Relative error is a few per cent far out in the tail, where a normal
 * approximation is wrong by orders of magnitude. `values` are to be standardised (mean 0, sd 1). NaN where the sum is so
 * extreme that no tilt reaches it.
 */
export function drawnSumUpper(values: Float64Array, n: number, sum: number): number {
  const count = values.length;
  const s0 = Math.log(n / (count - n));
  const tilt = solve(values, n, sum, s0);
  if (!tilt) return Number.NaN;
  const even = moments(values, { s: s0, t: 0 });
  const tilted = moments(values, tilt);
  const gain = even.k - s0 * n - (tilted.k - tilt.s * n - tilt.t * sum);
  const r = Math.sign(tilt.t) * Math.sqrt(Math.max(0, 2 * gain));
  const u = tilt.t * Math.sqrt(Math.max(0, tilted.kss * tilted.ktt - tilted.kst * tilted.kst) / even.kss);
  // In the middle 1/r - 1/u is 0/0; there the normal approximation is good.
  if (Math.abs(r) < 0.02 || u === 0) return normalUpper(sum / Math.sqrt((n * (count - n)) / (count - 1)));
  return Math.min(1, Math.max(0, normalUpper(r) - normalDensity(r) * (1 / r - 1 / u)));
}

interface Moments {
  readonly k: number;
  readonly ks: number;
  readonly kt: number;
  readonly kss: number;
  readonly kst: number;
  readonly ktt: number;
}

function moments(values: Float64Array, { s, t }: Tilt): Moments {
  let k = 0;
  let ks = 0;
  let kt = 0;
  let kss = 0;
  let kst = 0;
  let ktt = 0;
  for (const v of values) {
    const e = s + t * v;
    const small = Math.exp(-Math.abs(e));
    const p = e > 0 ? 1 / (1 + small) : small / (1 + small);
    const w = small / ((1 + small) * (1 + small));
    k += (e > 0 ? e : 0) + Math.log1p(small);
    ks += p;
    kt += p * v;
    kss += w;
    kst += w * v;
    ktt += w * v * v;
  }
  return { k, ks, kt, kss, kst, ktt };
}

/** Damped Newton on the convex K(s,t) - s n - t sum. */
function solve(values: Float64Array, n: number, sum: number, s0: number): Tilt | null {
  let at: Tilt = { s: s0, t: 0 };
  let here = moments(values, at);
  let cost = here.k - at.s * n - at.t * sum;
  for (let i = 0; i < 100; i += 1) {
    const gs = here.ks - n;
    const gt = here.kt - sum;
    if (Math.abs(gs) < 1e-9 && Math.abs(gt) < 1e-9) return at;
    const det = here.kss * here.ktt - here.kst * here.kst;
    if (!(det > 1e-14)) return null;
    const ds = (here.ktt * gs - here.kst * gt) / det;
    const dt = (here.kss * gt - here.kst * gs) / det;
    let step = 1;
    for (;;) {
      const next = { s: at.s - step * ds, t: at.t - step * dt };
      const there = moments(values, next);
      const nextCost = there.k - next.s * n - next.t * sum;
      if (nextCost <= cost + 1e-12 || step < 1e-6) {
        at = next;
        here = there;
        cost = nextCost;
        break;
      }
      step /= 2;
    }
    if (Math.abs(at.t) > 200) return null;
  }
  return Math.abs(here.ks - n) < 1e-5 && Math.abs(here.kt - sum) < 1e-5 ? at : null;
}
