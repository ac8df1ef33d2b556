import { Console } from 'node:console';
import { parseArgs } from 'node:util';
import { benchExposition } from './exposition';
import { benchFleet } from './fleet';
import { benchJudge } from './judge';
import { benchPage } from './page';
import type { BenchRow } from './row';
import { say } from './say';
import { asJson, asTable } from './table';
import { benchTrends } from './trends';

/** What can be measured, by the name it is asked for. */
const benches: Readonly<Record<string, () => Promise<BenchRow[]>>> = {
  fleet: benchFleet,
  judge: benchJudge,
  page: benchPage,
  trends: benchTrends,
  exposition: benchExposition,
};

/** The exit code: 0 all bars hold, 1 one does not or could not be measured, 2 what was asked for does not exist. */
async function main(args: readonly string[]): Promise<number> {
  let names: readonly string[];
  let json: boolean;
  try {
    const { values, positionals } = parseArgs({ args: [...args], options: { json: { type: 'boolean' } }, allowPositionals: true });
    json = values.json ?? false;
    names = positionals.length > 0 ? [...new Set(positionals)] : Object.keys(benches);
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
    return 2;
  }
  const unknown = names.filter((name) => !Object.hasOwn(benches, name));
  if (unknown.length > 0) {
    say(`There is no benchmark called ${unknown.join(' or ')}; there are ${Object.keys(benches).join(', ')}.`);
    return 2;
  }

  const rows: BenchRow[] = [];
  let failed = false;
  for (const name of names) {
    say(`${name} …`);
    try {
      const found = (await benches[name]?.()) ?? [];
      rows.push(...found);
      if (json) process.stdout.write(asJson(found));
    } catch (error) {
      failed = true;
      say(`${name} could not be measured: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  if (!json) process.stdout.write(asTable(rows));
  return !failed && rows.every((row) => row.holds) ? 0 : 1;
}

// Standard output is for the results.
globalThis.console = new Console(process.stderr);
// The hosts are taken down on exit, and a signal alone would not be one.
for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)
  process.on(signal, () => process.exit(code));

process.exitCode = await main(process.argv.slice(2));
