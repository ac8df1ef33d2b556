import type { Command } from 'commander';
import { formatDuration } from '../../../shared/format/duration';
import type { Plan } from '../../../shared/contract/state';
import { exit } from '../exit';
import { plain, print, printJson, table } from '../output';
import { common, withSession, type CommonOptions } from '../verb';

export function plan(program: Command): void {
  common(
    program
      .command('plan <revision>')
      .description('what a push of this revision would do; touches nothing; exit 1 if it would be refused'),
  ).action((revision: string, options: CommonOptions) =>
    withSession(options, async ({ client }) => {
      const made = await client.push.plan({ revision });
      if (options.json) printJson(made);
      else print(planText(made));
      return made.refusals.length > 0 ? exit.failed : exit.ok;
    }),
  );
}

export function planText(made: Plan): string {
  const lines = [
    plain(`${made.short} "${made.subject}" by ${made.author}`),
    `live: ${made.live?.slice(0, 7) ?? 'not known'}, ${made.commits.length} commits since`,
    '',
  ];
  lines.push(
    table(
      [{ head: 'Commit' }, { head: 'Author' }, { head: '+', right: true }, { head: '−', right: true }, { head: 'Subject' }],
      made.commits.map((commit) => [commit.short, commit.author, String(commit.added), String(commit.removed), commit.subject]),
    ),
    '',
    table(
      [{ head: 'Phase' }, { head: 'Hosts', right: true }, { head: 'Watch' }, { head: 'Of each type' }],
      made.phases.map((phase, index) => [
        String(index + 1),
        String(phase.hosts),
        formatDuration(phase.watchMs),
        phase.types.map((type) => `${type.hosts} ${type.type}`).join(', '),
      ]),
    ),
    '',
    `canaries: ${
      made.hosts
        .filter((host) => host.canary)
        .map((host) => host.host)
        .join(', ') || 'none'
    }`,
    `rollback: ${made.rollbackMs === null ? 'its time is not known before the first push' : `about ${formatDuration(made.rollbackMs)}`}`,
    '',
    table(
      [{ head: 'Gauge' }, { head: 'Limit' }, { head: 'Could notice', right: true }, { head: '' }],
      made.gauges.map((gauge) => [
        gauge.name,
        gauge.limit,
        gauge.couldNotice === null ? '–' : Number(gauge.couldNotice.toPrecision(2)).toString(),
        gauge.note,
      ]),
    ),
  );
  for (const warning of made.warnings)
    lines.push('', plain(`${made.refusals.includes(warning.code) ? 'refused' : 'warning'} (${warning.code}): ${warning.text}`));
  return lines.join('\n');
}
