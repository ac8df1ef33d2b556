/** Progress, for whoever waits: on standard error, since standard output is for the results. */
export function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

export function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(ms < 10_000 ? 2 : 1)} s`;
}
