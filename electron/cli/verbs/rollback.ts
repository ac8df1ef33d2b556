import type { Command } from 'commander';
import { randomUUID } from 'node:crypto';
import { exit } from '../exit';
import { print, printJson } from '../output';
import { followPush, stateWhen } from '../follow';
import { common, withSession, type CommonOptions } from '../verb';

interface RollbackOptions extends CommonOptions {
  readonly push?: string;
  readonly alsoUndo?: readonly string[];
  readonly reason?: string;
}

export function rollback(program: Command): void {
  common(
    program
      .command('rollback')
      .description(
        'take a push back on every host it changed: the one under way, else the newest; exit 0 all back, 4 some hosts pending',
      )
      .option('--push <id>', 'another than the newest')
      .option('--also-undo <ids...>', 'newer pushes that this also undoes')
      .option('--reason <text>', 'why, for the lock and the log'),
  ).action((options: RollbackOptions) =>
    withSession({ ...options, lastGood: true }, async ({ client }) => {
      const since = Date.now();
      const began = await client.push.rollback({
        key: randomUUID(),
        push: options.push ?? null,
        alsoUndo: [...(options.alsoUndo ?? [])],
        reason: options.reason ?? '',
      });
      if (!options.json) print(`Rolling back ${began.push} on ${began.hosts} hosts`);
      await stateWhen(client, ({ push }) => push?.id === began.push);
      const push = await followPush(client, began.push, options.json ?? false, since);
      if (options.json) printJson(push);
      else
        print(
          `${began.push} ${push.state.at}${push.state.at === 'rolled back' && push.state.pending > 0 ? `, ${push.state.pending} hosts pending` : ''}`,
        );
      return push.state.at === 'rolled back' ? (push.state.pending > 0 ? exit.needsPerson : exit.ok) : exit.failed;
    }),
  );
}
