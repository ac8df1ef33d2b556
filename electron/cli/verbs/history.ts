import { InvalidArgumentError, type Command } from 'commander';
import { formatDuration } from '../../../shared/format/duration';
import { exit } from '../exit';
import { print, printJson, table } from '../output';
import { common, withSession, type CommonOptions } from '../verb';

export function history(program: Command): void {
  common(
    program
      .command('history')
      .description('pushes of this desk, newest first')
      .option('-n, --limit <count>', 'how many', count, 20),
  ).action((options: CommonOptions & { limit: number }) =>
    withSession({ ...options, lastGood: true }, async ({ client }) => {
      const pushes = await client.push.history({ limit: options.limit });
      if (options.json) printJson(pushes);
      else {
        const rows = pushes.map((push) => [
          push.id,
          push.revision.slice(0, 7),
          push.captain,
          new Date(push.startedAt).toLocaleString('sv-SE'),
          String(push.commits),
          String(push.lines),
          push.tookMs === null ? '–' : formatDuration(push.tookMs),
          `${push.result}${push.outcome?.gauge ? `, ${push.outcome.gauge}` : ''}${push.outcome?.recovered === true ? ', recovered' : push.outcome?.recovered === false ? ', not recovered: not the push' : ''}`,
        ]);
        print(
          table(
            [
              { head: 'Push' },
              { head: 'Revision' },
              { head: 'Captain' },
              { head: 'At' },
              { head: 'Commits', right: true },
              { head: 'Lines', right: true },
              { head: 'Took', right: true },
              { head: 'Result' },
            ],
            rows,
          ),
        );
      }
      return exit.ok;
    }),
  );
}

function count(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > 1000)
    throw new InvalidArgumentError('It has to be a whole number from 1 to 1000.');
  return value;
}
