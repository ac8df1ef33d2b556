import { createRouterClient } from '@orpc/server';
import type { Command } from 'commander';
import { randomUUID } from 'node:crypto';
import { formatDuration } from '../../../shared/format/duration';
import type { DeskState, PushView } from '../../../shared/contract/state';
import { startEngine, type StartedEngine } from '../../engine/start-engine';
import { router } from '../../engine/router/router';
import { inThisProcess } from '../../serve/connect';
import { pageRoot, serve } from '../../serve/serve';
import { freshDemoFleet } from '../demo';
import { exit } from '../exit';
import { followPush, stateNow, stateWhen } from '../follow';
import { print, printJson, table } from '../output';
import type { Client } from '../attach';
import { readConfig } from '../config-file';
import { untilStopped } from '../until-stopped';
import { namesOf } from '../who';
import { ended } from '../verb';

interface DemoOptions {
  readonly keep?: boolean;
  readonly json?: boolean;
}

interface Act {
  readonly title: string;
  readonly revision: string;
  readonly expected: 'done' | 'rolled back';
}

export function demo(program: Command): void {
  program
    .command('demo')
    .description(
      'the unattended demonstration: a good push, one that raises errors, one that quietly loses registrations; exit 0 if all ended as they should',
    )
    .option('--keep', 'leave it up afterwards, with its page')
    .option('--json', 'one JSON document instead of text')
    .action((options: DemoOptions) => ended(options, () => run(options)));
}

async function run(options: DemoOptions): Promise<number> {
  const say = (text: string) => (options.json ? undefined : print(text));
  const fleet = await freshDemoFleet();
  let own: StartedEngine | null = null;
  try {
    const config = await readConfig(fleet.configFile);
    own = await startEngine(config, {
      configFile: fleet.configFile,
      who: 'Mara Lindqvist',
      demo: true,
      acceptNew: false,
      takeUp: true,
    });
    const { engine } = own;
    const client: Client = createRouterClient(router, {
      context: { engine, role: 'captain', who: 'Mara Lindqvist', via: 'terminal' },
    });
    const hosts = config.fleet.types.reduce((sum, type) => sum + type.hosts.length, 0);
    say(`Demonstration fleet: ${hosts} hosts on loopback, real SSH, real files, real metrics, in ${fleet.directory}\n`);
    const { commits } = fleet;
    const acts: Act[] = [
      { title: 'A good revision', revision: commits.good, expected: 'done' },
      { title: 'One that raises errors', revision: commits.errors, expected: 'rolled back' },
      { title: 'One that loses registrations without any error', revision: commits.registrations, expected: 'rolled back' },
    ];
    const ends: PushView[] = [];
    let well = true;
    for (const act of acts) {
      say(`${act.title}: ${act.revision.slice(0, 7)}`);
      const end = await pushAndSee(client, act, options.json ?? false);
      ends.push(end);
      well &&= end.state.at === act.expected;
      say('');
    }
    const wrong = await wrongHosts(client, ends);
    well &&= wrong.length === 0;
    if (options.json)
      printJson({ well, pushes: ends.map((end) => ({ id: end.id, state: end.state.at, outcome: end.outcome })), wrong });
    else {
      print(closingTable(ends));
      print(
        wrong.length === 0
          ? `\nRead back over SSH: every host is linked to and runs what it should.`
          : `\nNot what it should be:\n${wrong.join('\n')}`,
      );
    }
    if (options.keep) {
      const shell = await serve(inThisProcess(engine), pageRoot(import.meta.dirname), 0, namesOf('Mara Lindqvist'));
      const stopped = untilStopped(() => engine);
      say(
        `\nIt stays up: ${shell.address('captain')}\nFrom another terminal: capstan -c ${fleet.configFile} status\nCtrl-C ends it.`,
      );
      await stopped;
      await shell.close();
    }
    return well ? exit.ok : exit.failed;
  } finally {
    await own?.close();
    fleet.close();
  }
}

/** Pushes a revision, as a captain would who has looked at the lock's reason and clears it. */
async function pushAndSee(client: Client, act: Act, quiet: boolean): Promise<PushView> {
  if ((await stateNow(client)).lock.kind === 'kept')
    await client.lock.clear({ key: randomUUID(), version: (await stateNow(client)).version, reason: 'the next demonstration' });
  const { push } = await client.push.start({
    key: randomUUID(),
    version: (await stateNow(client)).version,
    revision: act.revision,
  });
  const end = await followPush(client, push, quiet);
  if (end.state.at !== 'rolled back') return end;
  // The gauge is watched again after a rollback: did it recover?
  const settled = await stateWhen(
    client,
    (state: DeskState) => state.push?.outcome?.recovered != null,
    AbortSignal.timeout(15_000),
  ).then(
    (state) => state.push ?? end,
    () => end,
  );
  if (!quiet && settled.outcome?.recovered != null)
    print(
      `          ${settled.outcome.gauge ?? ''} ${settled.outcome.recovered ? 'has recovered: it was the push' : 'has not recovered'}`,
    );
  return settled;
}

/** Hosts that are not linked to, or do not run, the last release that ended live: asked anew, over SSH. */
async function wrongHosts(client: Client, ends: readonly PushView[]): Promise<string[]> {
  await client.fleet.read();
  const release = ends.filter((end) => end.state.at === 'done').at(-1)?.release ?? null;
  const { hosts } = await stateNow(client);
  return Object.values(hosts)
    .filter((host) => release === null || host.linked !== release || host.running !== release)
    .map(
      (host) =>
        `${host.host}: linked ${host.linked ?? 'not known'}, running ${host.running ?? 'not known'}, should be ${release ?? 'something live'}`,
    );
}

function closingTable(ends: readonly PushView[]): string {
  const time = (ms: number | null | undefined) =>
    ms == null ? '–' : ms < 10_000 ? `${(ms / 1000).toFixed(1)} s` : formatDuration(ms);
  return table(
    [
      { head: 'Push' },
      { head: 'Revision' },
      { head: 'Verdict' },
      { head: 'Hosts changed', right: true },
      { head: 'Detected after', right: true },
      { head: 'Rolled back in', right: true },
    ],
    ends.map((end) => [
      end.id,
      end.revision.slice(0, 7),
      end.state.at === 'done' ? 'live' : `${end.state.at}${end.outcome?.gauge ? `: ${end.outcome.gauge}` : ''}`,
      String(end.outcome?.hostsChanged ?? 0),
      time(end.outcome?.detectedAfterMs),
      time(end.outcome?.rolledBackInMs),
    ]),
  );
}
