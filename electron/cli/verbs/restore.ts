import type { Command } from 'commander';
import { existsSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { formatBytes } from '../../../shared/format/bytes';
import { formatDateTime } from '../../../shared/format/time';
import { backupFolder, listBackups } from '../../engine/settings/backups';
import { restoreBackup } from '../../engine/settings/restore';
import { exit } from '../exit';
import { print, printJson, table } from '../output';
import { configFileOf, readConfig } from '../config-file';
import { ended, type CommonOptions } from '../verb';

export function restore(program: Command): void {
  program
    .command('restore [file]')
    .description('put a backup in the place of the history, which is set aside; without a file: list the backups')
    .option('-c, --config <file>', 'the configuration (default: capstan.yaml here or above, or $CAPSTAN_CONFIG)')
    .option('--json', 'one JSON document instead of text')
    .action((file: string | undefined, options: CommonOptions) =>
      ended(options, async () => {
        const { data } = await readConfig(configFileOf(options.config ?? null));
        if (file === undefined) return await list(data, options.json ?? false);
        // A name alone means the one in the folder of backups.
        const named = join(backupFolder(data), basename(file));
        const chosen = !existsSync(file) && file === basename(file) && existsSync(named) ? named : resolve(file);
        const { setAside } = restoreBackup(data, chosen, new Date());
        if (options.json) printJson({ restored: chosen, setAside });
        else {
          print(`${chosen} is the history now.`);
          if (setAside !== null) print(`The history from before is kept as ${setAside}`);
        }
        return exit.ok;
      }),
    );
}

async function list(data: string, json: boolean): Promise<number> {
  const backups = await listBackups(data);
  if (json) printJson(backups.map(({ file, at, bytes }) => ({ file, at, bytes })));
  else if (backups.length === 0) print('There is no backup yet. `capstan backup` makes one.');
  else {
    const rows = backups.map(({ file, at, bytes }) => [formatDateTime(at), formatBytes(bytes), basename(file)]);
    print(table([{ head: 'Made' }, { head: 'Size', right: true }, { head: 'File' }], rows));
  }
  return exit.ok;
}
