import type { Command } from 'commander';
import { randomUUID } from 'node:crypto';
import { exit } from '../exit';
import { stateNow } from '../follow';
import { print, printJson } from '../output';
import { common, withSession, type CommonOptions } from '../verb';

interface LockOptions extends CommonOptions {
  readonly reason?: string;
}

export function lock(program: Command): void {
  common(program.command('lock <reason>').description('nobody may push until it is cleared; rolling back stays possible')).action(
    (reason: string, options: LockOptions) =>
      withSession({ ...options, lastGood: true }, async ({ client }) => {
        const { version } = await stateNow(client);
        const view = await client.lock.take({ key: randomUUID(), version, reason });
        if (options.json) printJson(view);
        else print(`Push lock taken: ${reason}`);
        return exit.ok;
      }),
  );
}

export function unlock(program: Command): void {
  common(program.command('unlock').description('clear the push lock, whoever holds it').option('--reason <text>', 'why')).action(
    (options: LockOptions) =>
      withSession({ ...options, lastGood: true }, async ({ client }) => {
        const { version } = await stateNow(client);
        const view = await client.lock.clear({ key: randomUUID(), version, reason: options.reason ?? '' });
        if (options.json) printJson(view);
        else print('The push lock is free.');
        return exit.ok;
      }),
  );
}
