import type { Command } from 'commander';
import { randomUUID } from 'node:crypto';
import { count } from '../../../shared/format/words';
import { stateNow } from '../follow';
import { common, withSession, type CommonOptions } from '../verb';
import { tellHosts } from './service';

export function prune(program: Command): void {
  common(
    program
      .command('prune [hosts...]')
      .description('remove old releases from every host (or these), none that a rollback would need'),
  ).action((hosts: string[], options: CommonOptions) =>
    withSession(options, async ({ client }) => {
      const named = hosts.length > 0 ? hosts : Object.keys((await stateNow(client)).hosts);
      const done = await client.fleet.prune({ key: randomUUID(), hosts: named });
      return tellHosts(done, (on) => `Removed ${count(done.removed, 'old release')} from ${on}.`, options);
    }),
  );
}
