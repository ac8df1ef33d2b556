import type { Command } from 'commander';
import { randomUUID } from 'node:crypto';
import type { HostsDone } from '../../../shared/contract/fleet';
import { count } from '../../../shared/format/words';
import { exit } from '../exit';
import { plain, print, printJson } from '../output';
import { common, withSession, type CommonOptions } from '../verb';

export function takeOut(program: Command): void {
  common(
    program
      .command('take-out <hosts...>')
      .description('drain hosts and have every push leave them out; exit 1 if it could not be done on one')
      .requiredOption('--reason <text>', 'why, for everybody who wonders'),
  ).action((hosts: string[], options: CommonOptions & { readonly reason: string }) =>
    withSession({ ...options, lastGood: true }, async ({ client }) =>
      tellHosts(
        await client.fleet.takeOut({ key: randomUUID(), hosts, reason: options.reason }),
        (done) => `${done} out of service. \`capstan put-back\` puts them back.`,
        options,
      ),
    ),
  );
}

export function putBack(program: Command): void {
  common(
    program
      .command('put-back <hosts...>')
      .description('put hosts that were taken out back into service; exit 1 if it could not be done on one'),
  ).action((hosts: string[], options: CommonOptions) =>
    withSession({ ...options, lastGood: true }, async ({ client }) =>
      tellHosts(await client.fleet.putBack({ key: randomUUID(), hosts }), (done) => `${done} back in service.`, options),
    ),
  );
}

/** Says what became of an act on hosts, and of each where it failed why; answers the exit code. */
export function tellHosts(done: HostsDone, sentence: (hosts: string) => string, options: CommonOptions): number {
  if (options.json) printJson(done);
  else {
    if (done.hosts > 0) print(sentence(count(done.hosts, 'host')));
    for (const { host, said } of done.failed) print(`${host}: ${plain(said)}`);
  }
  return done.failed.length > 0 ? exit.failed : exit.ok;
}
