import type { Command } from 'commander';
import { randomUUID } from 'node:crypto';
import { CapstanError } from '../../../shared/contract/errors';
import { exit } from '../exit';
import { stateNow } from '../follow';
import { print, printJson } from '../output';
import { common, withSession, type CommonOptions } from '../verb';
import { finish, followHolding } from './push';

interface HoldOptions extends CommonOptions {
  readonly push?: string;
  readonly reason?: string;
}

export function hold(program: Command): void {
  common(
    program
      .command('hold')
      .description('stop the push under way where it is; it goes on being judged')
      .option('--push <id>', 'the push that is meant')
      .option('--reason <text>', 'why'),
  ).action((options: HoldOptions) =>
    withSession({ ...options, lastGood: true }, async ({ client }) => {
      const { push } = await stateNow(client);
      const id = options.push ?? push?.id;
      if (!id) throw new CapstanError('NOT_FOUND', 'There is no push to hold.', '');
      const held = await client.push.hold({ key: randomUUID(), push: id, reason: options.reason ?? '' });
      if (options.json) printJson(held);
      else print(`${held.push} is held, and goes on being judged. \`capstan resume\` goes on, \`capstan rollback\` goes back.`);
      return exit.ok;
    }),
  );
}

export function resume(program: Command): void {
  common(
    program
      .command('resume')
      .description('go on with a held push and follow it; exit codes as of push')
      .option('--push <id>', 'the push that is meant'),
  ).action((options: HoldOptions) =>
    withSession({ ...options, lastGood: true }, async ({ client }) => {
      const { push, version } = await stateNow(client);
      const id = options.push ?? push?.id;
      if (!id) throw new CapstanError('NOT_FOUND', 'There is no push to go on with.', '');
      const since = Date.now();
      await client.push.resume({ key: randomUUID(), version, push: id });
      return finish(await followHolding(client, id, options.json ?? false, since), options.json ?? false);
    }),
  );
}
