import type { Command } from 'commander';
import { randomUUID } from 'node:crypto';
import { exit } from '../exit';
import { print, printJson } from '../output';
import { common, withSession, type CommonOptions } from '../verb';

export function backup(program: Command): void {
  common(program.command('backup').description('copy the history into its folder of backups, while it is in use')).action(
    (options: CommonOptions) =>
      withSession(options, async ({ client }) => {
        const made = await client.settings.backup({ key: randomUUID() });
        if (options.json) printJson(made);
        else print(`The history is backed up as ${made.file}`);
        return exit.ok;
      }),
  );
}
