import type { Command } from 'commander';
import { randomUUID } from 'node:crypto';
import type { PushView } from '../../../shared/contract/state';
import { exit } from '../exit';
import { followPush, stateNow } from '../follow';
import { plain, print, printJson } from '../output';
import type { Client } from '../attach';
import { common, withSession, type CommonOptions } from '../verb';

interface PushOptions extends CommonOptions {
  readonly override?: readonly string[];
  readonly reason?: string;
  readonly unlock?: boolean;
}

export function push(program: Command): void {
  common(
    program
      .command('push <revision>')
      .description(
        'push a revision and follow it to its end; exit 0 live, 3 rolled back, 4 held, 1 refused, failed or superseded; Ctrl-C holds it',
      )
      .option('--override <warnings...>', 'go on in spite of these warnings of the plan')
      .option('--unlock', 'clear the lock that the last rollback left, in the same act')
      .option('--reason <text>', 'why, for the lock and the log'),
  ).action((revision: string, options: PushOptions) =>
    withSession(options, async ({ client }) => {
      const { version } = await stateNow(client);
      const started = await client.push.start({
        key: randomUUID(),
        version,
        revision,
        override: [...(options.override ?? [])],
        reason: options.reason ?? '',
        unlock: options.unlock ?? false,
      });
      const end = await followHolding(client, started.push, options.json ?? false);
      return finish(end, options.json ?? false);
    }),
  );
}

/** Follows a push; the first Ctrl-C holds it, the second leaves it to the engine. */
export async function followHolding(client: Client, id: string, quiet: boolean, since = 0): Promise<PushView> {
  const interrupted = () => {
    process.stderr.write(`\nHolding ${id}. Ctrl-C again leaves. \`capstan resume\` goes on, \`capstan rollback\` goes back.\n`);
    process.once('SIGINT', () => process.exit(exit.needsPerson));
    client.push.hold({ key: randomUUID(), push: id, reason: 'interrupted at the terminal' }).catch(() => undefined);
  };
  process.once('SIGINT', interrupted);
  try {
    return await followPush(client, id, quiet, since);
  } finally {
    process.off('SIGINT', interrupted);
  }
}

/** Says how a push ended, and with which exit code. */
export function finish(at: PushView, json: boolean): number {
  if (json) printJson(at);
  else
    print(
      plain(
        `${at.id} ${at.state.at}${'why' in at.state ? `: ${at.state.why}` : at.state.at === 'held' ? `: ${at.state.hold.sentence}` : ''}`,
      ),
    );
  switch (at.state.at) {
    case 'done':
      return exit.ok;
    case 'rolled back':
      return at.state.pending > 0 ? exit.needsPerson : exit.rolledBack;
    case 'held':
      return exit.needsPerson;
    default:
      return exit.failed;
  }
}
