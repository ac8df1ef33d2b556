/** Round steps (1, 2 or 5 times a power of ten) that hold `low` and `high`. */
export function niceTicks(low: number, high: number, wanted: number): readonly number[] {
  const rough = (high - low) / wanted;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power;
  const first = Math.floor(low / step);
  const last = Math.ceil(high / step - 1e-9);
  return Array.from({ length: last - first + 1 }, (_, index) => Number(((first + index) * step).toPrecision(12)));
}

const stepsMs = [1, 2, 5, 10, 15, 30, 60, 120, 360, 720, 1440].map((minutes) => minutes * 60_000);

/** Whole minutes, at most ten of them. */
export function timeTicks(from: number, to: number): readonly number[] {
  const step = stepsMs.find((ms) => (to - from) / ms <= 10) ?? stepsMs.at(-1) ?? 86_400_000;
  const ticks: number[] = [];
  for (let t = Math.ceil(from / step) * step; t <= to; t += step) ticks.push(t);
  return ticks;
}
