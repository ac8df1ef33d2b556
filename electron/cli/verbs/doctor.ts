import type { Command } from 'commander';
import { count } from '../../../shared/format/words';
import { exit } from '../exit';
import { plain, print, printJson, table } from '../output';
import { common, withSession, type CommonOptions } from '../verb';

const words = { ok: 'ok', warning: 'WARNING', critical: 'CRITICAL', unknown: 'UNKNOWN' } as const;

export function doctor(program: Command): void {
  common(
    program
      .command('doctor [hosts...]')
      .description(
        'examine every host (or these) and every source of metrics, and say what to do about each fault; exit 1 if something is critical',
      ),
  ).action((hosts: string[], options: CommonOptions) =>
    withSession(options, async ({ client }) => {
      const [rows, sources] = await Promise.all([client.fleet.doctor({ hosts }), client.fleet.sources({ hosts })]);
      const faults = rows.flatMap((row) =>
        row.checks.filter((check) => check.state !== 'ok').map((check) => ({ host: row.host, ...check })),
      );
      const badSources = sources.filter((row) => row.state !== 'ok');
      if (options.json) printJson([...rows, ...sources]);
      else {
        const heads = ['reachable', 'key', 'path', 'disk', 'live', 'clock', 'metrics'] as const;
        print(
          table(
            [{ head: 'Host' }, { head: 'Type' }, ...heads.map((head) => ({ head }))],
            rows.map((row) => [
              row.host,
              row.type,
              ...heads.map((head) => {
                const check = row.checks.find((one) => one.name === head);
                return !check ? '' : check.state === 'ok' ? check.said.slice(0, 28) : words[check.state];
              }),
            ]),
          ),
        );
        for (const fault of faults.filter((one) => one.said !== 'not reached'))
          print(
            `\n${words[fault.state]} ${fault.host}, ${fault.name}: ${plain(fault.said)}${fault.todo ? `\n  ${fault.todo}` : ''}`,
          );
        if (sources.length > 0)
          print(
            `\n${table(
              [{ head: 'Source' }, { head: 'By' }, { head: 'Readable' }],
              sources.map(({ source, by, state, said }) => [source, by, state === 'ok' ? said : words[state]]),
            )}`,
          );
        for (const { source, state, said, todo } of badSources)
          print(`\n${words[state]} ${source}: ${plain(said)}${todo ? `\n  ${todo}` : ''}`);
        if (faults.length === 0 && badSources.length === 0)
          print(
            `\n${count(rows.length, 'host')}${sources.length > 0 ? ` and ${count(sources.length, 'source')}` : ''}, nothing to do.`,
          );
      }
      return [...faults, ...badSources].some(({ state }) => state === 'critical' || state === 'unknown') ? exit.failed : exit.ok;
    }),
  );
}
