/** Neumaier's compensated sum, as Prometheus uses: what rounding takes away is added at the end. */
export class Sum {
  private sum = 0;
  private lost = 0;

  add(value: number): void {
    const next = this.sum + value;
    if (!Number.isFinite(next)) this.lost = 0;
    else this.lost += Math.abs(this.sum) >= Math.abs(value) ? this.sum - next + value : value - next + this.sum;
    this.sum = next;
  }

  get total(): number {
    return Number.isFinite(this.sum) ? this.sum + this.lost : this.sum;
  }
}

export function totalOf(values: Float64Array): number {
  const sum = new Sum();
  for (const value of values) sum.add(value);
  return sum.total;
}

/** The arithmetic mean, also where the sum alone would be too large for a double. NaN without values. */
export function meanOf(values: Float64Array): number {
  const total = totalOf(values);
  if (Number.isFinite(total) || values.some((value) => !Number.isFinite(value))) return total / values.length;
  const sum = new Sum();
  for (const value of values) sum.add(value / values.length);
  return sum.total;
}

/** The population variance by Welford's method, compensated as in Prometheus. NaN without values or with one that is not finite. */
export function varianceOf(values: Float64Array): number {
  const mean = new Sum();
  const squares = new Sum();
  let count = 0;
  for (const value of values) {
    if (!Number.isFinite(value)) return NaN;
    count++;
    const delta = value - mean.total;
    mean.add(delta / count);
    squares.add(delta * (value - mean.total));
  }
  return squares.total / count;
}
