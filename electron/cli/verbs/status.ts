import type { Command } from 'commander';
import { formatDuration } from '../../../shared/format/duration';
import type { DeskState, PushView } from '../../../shared/contract/state';
import { isActive } from '../../../shared/push/push';
import { exit } from '../exit';
import { stateNow } from '../follow';
import { plain, print, printJson, table } from '../output';
import { common, withSession, type CommonOptions } from '../verb';

export function status(program: Command): void {
  common(
    program.command('status').description('what is live, who holds the lock, what is being pushed; exit 4 if a person is needed'),
  ).action((options: CommonOptions) =>
    withSession({ ...options, lastGood: true }, async ({ client }) => {
      await client.fleet.read();
      const state = await stateNow(client);
      if (options.json) printJson(state);
      else print(text(state));
      return needsPerson(state) ? exit.needsPerson : exit.ok;
    }),
  );
}

function needsPerson({ push, lock, live, config }: DeskState): boolean {
  const waits =
    push !== null &&
    (push.interrupted ||
      push.state.at === 'held' ||
      push.state.at === 'rolling back' ||
      (push.state.at === 'rolled back' && push.state.pending > 0));
  return waits || lock.kind === 'kept' || live.releases.length > 1 || live.connected < live.hosts || config.faults.length > 0;
}

function pushText({ id, state, interrupted }: PushView): string {
  if (interrupted)
    return `${id} is ${state.at}, but no engine works on it. "capstan resume" takes it up, "capstan rollback" takes it back`;
  return `${id} ${state.at}${'why' in state ? `: ${state.why}` : state.at === 'held' ? `: ${state.hold.sentence}` : ''}`;
}

function text({ live, lock, push, waiting, hosts, gauges, desk }: DeskState): string {
  const now = Date.now();
  const lines = [
    `Fleet      ${desk.fleet}`,
    `Live       ${live.release ?? 'not known'}${live.since === null ? '' : `, for ${formatDuration(now - live.since)}`}`,
    `Hosts      ${live.hostsOnIt} of ${live.hosts} on it, ${live.connected} reached`,
    ...live.releases.slice(1).map((one) => `           ${one.hosts} on ${one.release}`),
    `Lock       ${lock.state === 'held' ? `${lock.by ?? 'somebody'}${lock.push ? ` for ${lock.push}` : ''}: ${lock.reason ?? ''}${lock.kind === 'kept' ? ' (until cleared)' : ''}` : lock.state}`,
    `Push       ${push ? pushText(push) : 'none yet'}`,
    `Waiting    ${waiting.error ?? `${waiting.commits.length} commits`}`,
  ];
  const troubled = Object.values(hosts).filter((host) => host.error !== null);
  if (troubled.length > 0) lines.push('', ...troubled.slice(0, 20).map((host) => `${host.host}: ${host.error ?? ''}`));
  if (push && isActive(push.state)) {
    const rows = gauges.map((gauge) => [gauge.verdict?.word ?? '–', gauge.name, gauge.limit, gauge.verdict?.reason ?? '']);
    lines.push('', ...table([{ head: 'Verdict' }, { head: 'Gauge' }, { head: 'Limit' }, { head: 'Reason' }], rows).split('\n'));
  }
  // A reason or a host's words with a line end in them must not look like a line of ours.
  return lines.map(plain).join('\n');
}
