import type { Command } from 'commander';
import { existsSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { CapstanError } from '../../../shared/contract/errors';
import type { SetupAnswers } from '../../../shared/contract/setup';
import { thisMachine } from '../../engine/config/read-config';
import { draftSetup } from '../../engine/setup/draft';
import { writeConfig } from '../../engine/setup/write-file';
import { exit } from '../exit';
import { print, printJson } from '../output';
import { readLine } from '../questions';
import { ended } from '../verb';

interface InitOptions {
  readonly config: string;
  readonly name?: string;
  readonly coordinator?: string;
  readonly type: readonly string[];
  readonly path?: string;
  readonly user?: string;
  readonly port?: string;
  readonly identity?: string;
  readonly git?: string;
  readonly reload?: string;
  readonly verify?: string;
  readonly releaseHeader?: string;
  readonly scrape: readonly string[];
  readonly build?: string;
  readonly artifact?: string;
  readonly force?: boolean;
  readonly json?: boolean;
}

const more = (value: string, before: readonly string[]) => [...before, value];

export function init(program: Command): void {
  program
    .command('init')
    .description('write a commented capstan.yaml, by asking or from flags; never over one that is there')
    .option('-c, --config <file>', 'where to write it', 'capstan.yaml')
    .option('--name <name>', 'the fleet’s name')
    .option('--coordinator <host>', 'the host that holds lock and journal (default: the first)')
    .option('--type <type=hosts>', 'a host type, like "www=www[001-112].example.com"; may be repeated', more, [])
    .option('--path <path>', 'directory on the hosts')
    .option('--user <user>', 'login')
    .option('--port <port>', 'where neither a host nor ssh_config says one (default: 22)')
    .option('--identity <file>', 'private key (default: ssh_config and the agent)')
    .option('--git <path>', 'local clone (default: the folder of the file)')
    .option('--reload <command>', 'makes the process use the new release')
    .option('--verify <url>', 'answers 200 when the process is well')
    .option('--release-header <name>', 'header of that answer that names the running release')
    .option('--scrape <url>', 'metrics page of a host; may be repeated', more, [])
    .option('--build <command>', 'builds the artifact in a clean export of the revision')
    .option('--artifact <path>', 'what the build leaves')
    .option('--force', 'over a file that is there')
    .option('--json', 'one JSON document instead of text')
    .action((options: InitOptions) =>
      ended(options, async () => {
        const file = resolve(options.config);
        if (existsSync(file) && !options.force)
          throw new CapstanError('REFUSED', `${file} is there already.`, 'Edit it, or write over it with --force.');
        const asking = options.type.length === 0 && process.stdin.isTTY && !options.json;
        const ask = async (question: string, given: string | undefined, fallback: string) =>
          given ?? (asking ? (await readLine(`${question} [${fallback}] `)) || fallback : fallback);
        const name = await ask('Name of the fleet', options.name, basename(process.cwd()) || 'shop');
        const types = options.type.length > 0 ? options.type : [await ask('Hosts (type=hosts)', undefined, '')].filter(Boolean);
        if (types.length === 0)
          throw new CapstanError('BAD_INPUT', 'A fleet needs hosts.', 'Name them: --type "www=www[001-112].example.com".');
        const path = await ask('Directory on the hosts', options.path, `/srv/${name.replaceAll(/[^\w-]+/g, '-')}`);
        const user = await ask('Login', options.user, 'deploy');
        const reload = await ask('Command that reloads the process (empty: none)', options.reload, '');
        const verify = await ask(
          'Address that answers 200 when it is well, as seen from the host (empty: none)',
          options.verify,
          '',
        );
        const releaseHeader = verify
          ? await ask('Header there that names the running release (empty: none)', options.releaseHeader, '')
          : '';
        const scrape =
          options.scrape.length > 0
            ? options.scrape
            : [await ask('Metrics page, as seen from the host (empty: none)', undefined, '')].filter(Boolean);
        const build = await ask('Command that builds (empty: none)', options.build, '');
        const artifact = await ask('What it leaves', options.artifact, build ? 'dist/' : '.');
        const answers: SetupAnswers = {
          name,
          types: types.map(typeOf),
          coordinator: options.coordinator ?? '',
          path,
          user,
          port: options.port ?? '',
          identity: options.identity ?? '',
          reload,
          verify,
          releaseHeader,
          scrape: scrape.join(' '),
          git: options.git ?? '',
          build,
          artifact,
        };
        const { text, faults } = draftSetup(answers, thisMachine(file));
        if (faults.length > 0)
          throw new CapstanError(
            'BAD_CONFIG',
            'These answers make no configuration:',
            'Nothing was written. Say it in another way.',
            faults.map((fault) => `${fault.path}: ${fault.message}. Right: ${fault.hint}`),
          );
        writeConfig(file, text, options.force ?? false);
        if (options.json) printJson({ file });
        else print(`${file} is written. Next: read its comments, then \`capstan doctor\`.`);
        return exit.ok;
      }),
    );
}

/** Reads `www=www[001-112].example.com`. */
function typeOf(text: string): SetupAnswers['types'][number] {
  const at = text.indexOf('=');
  if (at < 1) throw new CapstanError('BAD_INPUT', `"${text}" names no hosts.`, 'Write it like "www=www[001-112].example.com".');
  return { name: text.slice(0, at).trim(), hosts: text.slice(at + 1).trim() };
}
