import { InvalidArgumentError, type Command } from 'commander';
import { readFile } from 'node:fs/promises';
import { CapstanError } from '../../../shared/contract/errors';
import type { GaugeInput, Verdict } from '../../../shared/judge/types';
import { judgeGauge } from '../../../shared/judge/verdict';
import { withLimit } from '../../engine/push/report';
import { exit } from '../exit';
import { print, printJson, table } from '../output';
import { common, ended, withSession, type CommonOptions } from '../verb';

interface JudgeOptions extends CommonOptions {
  readonly limit: Readonly<Record<string, string>>;
  readonly export?: boolean;
}

interface Again {
  readonly stored: string;
  readonly again: string;
  readonly before: Verdict;
  readonly after: Verdict;
}

export function judge(program: Command): void {
  common(
    program
      .command('judge <push-or-file>')
      .description(
        'judge recorded windows again: those of a push of this desk (r-12), or of a file that --export made; exit 1 if a verdict differs',
      )
      .option('--limit <name=limit>', 'another limit for a gauge, like "php errors=> 8"; may be repeated', limits, {})
      .option('--export', 'print the recorded windows of the push, for a file'),
  ).action((what: string, options: JudgeOptions) => {
    if (!/^r-\d+$/.test(what))
      return ended(options, async () =>
        report(judgeWindows(readWindows(await readFile(what, 'utf8').catch(() => missing(what)), what), options.limit), options),
      );
    return withSession({ ...options, lastGood: true }, async ({ client }) => {
      const recorded = await client.push.inputs({ push: what });
      if (options.export) {
        printJson(recorded);
        return exit.ok;
      }
      return report(judgeWindows(readWindows(JSON.stringify(recorded), what), options.limit), options);
    });
  });
}

function missing(file: string): never {
  throw new CapstanError(
    'NOT_FOUND',
    `There is no file ${file}.`,
    'Name a push like r-12, or a file that `capstan judge r-12 --export` made.',
  );
}

function readWindows(text: string, name: string): { input: GaugeInput; verdict: string }[] {
  try {
    const { windows } = JSON.parse(text) as { windows: { input: GaugeInput; verdict: string }[] };
    if (
      !Array.isArray(windows) ||
      windows.length === 0 ||
      windows.some((window) => typeof window.verdict !== 'string' || !Array.isArray(window.input?.hosts))
    )
      throw new Error('shape');
    return windows;
  } catch {
    throw new CapstanError(
      'BAD_INPUT',
      `${name} holds no recorded windows.`,
      'It has to be what `capstan judge r-12 --export` prints.',
    );
  }
}

function judgeWindows(
  windows: readonly { input: GaugeInput; verdict: string }[],
  changed: Readonly<Record<string, string>>,
): Again[] {
  const names = new Set(windows.map(({ input }) => input.gauge.name));
  const unknown = Object.keys(changed).find((name) => !names.has(name));
  if (unknown !== undefined)
    throw new CapstanError('BAD_INPUT', `No gauge "${unknown}" was judged.`, `There are: ${[...names].join(', ')}.`);
  return windows.map(({ input, verdict }) => {
    const after = judgeGauge(withLimit(input, changed));
    return { stored: verdict, again: JSON.stringify(after), before: JSON.parse(verdict) as Verdict, after };
  });
}

function report(all: readonly Again[], options: JudgeOptions): number {
  const same = all.filter((one) => one.stored === one.again).length;
  if (options.json)
    printJson(
      all.map(({ before, after, stored, again }) => ({
        gauge: before.gauge,
        phase: before.phase,
        stored: before,
        again: after,
        identical: stored === again,
      })),
    );
  else {
    print(
      table(
        [{ head: 'Phase' }, { head: 'Gauge' }, { head: 'Verdict then' }, { head: 'Verdict now' }, { head: 'Reason now' }],
        all.map(({ before, after, stored, again }) => [
          String(before.phase + 1),
          before.gauge,
          before.word,
          stored === again ? 'the same' : after.word,
          after.reason,
        ]),
      ),
    );
    print(`\n${same} of ${all.length} verdicts are the same, byte for byte.`);
  }
  return same === all.length || Object.keys(options.limit).length > 0 ? exit.ok : exit.failed;
}

function limits(text: string, before: Readonly<Record<string, string>>): Record<string, string> {
  const at = text.indexOf('=');
  if (at < 1) throw new InvalidArgumentError('Write it like "php errors=> 8".');
  return { ...before, [text.slice(0, at).trim()]: text.slice(at + 1).trim() };
}
