/** The times at which an expression is evaluated: `count` of them, `stepMs` apart. */
export interface Grid {
  readonly fromMs: number;
  readonly stepMs: number;
  readonly count: number;
}

export function timeAt(grid: Grid, index: number): number {
  return grid.fromMs + index * grid.stepMs;
}

export function lastTime(grid: Grid): number {
  return timeAt(grid, grid.count - 1);
}
