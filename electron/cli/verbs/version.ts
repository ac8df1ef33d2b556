import type { Command } from 'commander';
import { version as capstan } from '../../../package.json';
import { exit } from '../exit';
import { print, printJson } from '../output';
import { ended } from '../verb';

export function version(program: Command): void {
  program
    .command('version')
    .description('which Capstan this is, and what it runs on')
    .option('--json', 'one JSON document instead of text')
    .action((options: { json?: boolean }) =>
      ended(options, () => {
        const facts = {
          capstan,
          node: process.versions.node,
          napi: process.versions.napi,
          platform: `${process.platform} ${process.arch}`,
        };
        if (options.json) printJson(facts);
        else print(`Capstan ${facts.capstan} on Node ${facts.node}, ${facts.platform}`);
        return Promise.resolve(exit.ok);
      }),
    );
}
