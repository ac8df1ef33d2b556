import { CapstanError } from '../../../../shared/contract/errors';
import type { HostsDone } from '../../../../shared/contract/fleet';
import { foldHosts } from '../../../../shared/hosts/fold';
import { countOf } from '../../../../shared/push/phases';
import { isRelease } from '../../../../shared/push/release';
import type { FleetHost } from '../../fleet/fleet-room';
import { inParallel } from '../../fleet/in-parallel';
import { stageHosts } from '../stage';
import type { Who } from '../session';
import { switchHost } from '../switch-hosts';
import type { PushContext } from '../context';
import { hostsNamed, type Room } from './room';

export type Converged = HostsDone & {
  /** Hosts that were asked for and are out of service. */
  readonly leftOut: readonly string[];
};

/** Brings hosts (none named: all that drift) to the newest release that is live; those out of service are left out, and told of. */
export async function converge(room: Room, names: readonly string[], who: Who): Promise<Converged> {
  const end = room.begin('Converge when it has ended.');
  const { context } = room;
  const { config, fleet, history, log } = context;
  try {
    const last = history.pushes.newest(20).find((row) => row.push.state.at === 'done');
    if (!last)
      throw new CapstanError('NOT_FOUND', 'No push of this desk is live, so there is nothing to converge on.', 'Push first.');
    const wanted = names.length > 0 ? hostsNamed(names, context) : fleet.hosts();
    const asked = wanted.filter((host) => drifts(host, last.push.release, context));
    const leftOut = asked.filter((host) => fleet.out(host.name)).map((host) => host.name);
    const targets = asked.filter((host) => !fleet.out(host.name) && last.push.hosts[host.name]);
    const strange = asked.filter((host) => !fleet.out(host.name) && !last.push.hosts[host.name]);
    if (leftOut.length > 0)
      log.add(`Converging leaves out ${foldHosts(leftOut)}: out of service`, { push: last.push.id, level: 'warn', mark: 'warn' });
    const failed = new Map(strange.map(({ name }) => [name, `${last.push.id} knew nothing of it: the next push takes it in`]));
    await room.underLock(who, last.push.id, 'converge', async (fence, signal, mayAct) => {
      if (targets.length === 0) return;
      const artifact = await context.artifact(last.push, signal);
      const { active } = await room.open({ ...last, fence });
      active.fence(fence);
      for (const { name } of targets) active.host(name, { state: 'old', out: false, detail: `converging, by ${who.name}` });
      const staged = await stageHosts(active, artifact, context, signal);
      let overtaken = staged.overtaken;
      await Promise.all(
        config.fleet.types.map((type) =>
          inParallel(
            targets.filter((host) => host.type.name === type.name && active.push().hosts[host.name]?.state === 'staged'),
            Math.max(1, countOf(config.push.batch, type.hosts.length)),
            async (host) => {
              if (signal.aborted || overtaken || !(await mayAct())) return;
              if ((await switchHost(active, host, context, signal, mayAct)) === 'overtaken') overtaken = true;
            },
          ),
        ),
      );
      for (const { name } of targets) {
        const row = active.push().hosts[name];
        if (row?.state !== 'verified' && row?.state !== 'new') failed.set(name, row?.detail || `is ${row?.state ?? 'unknown'}`);
      }
      active.show();
    });
    const done = targets.length + strange.length - failed.size;
    log.add(`${who.name} converged ${done} of ${asked.length} hosts on ${last.push.release}`, { push: last.push.id, mark: 'step' });
    return { hosts: done, failed: [...failed].map(([host, said]) => ({ host, said })), leftOut };
  } finally {
    end();
  }
}

/** Whether something else than this release is linked or running there, as far as is known. */
function drifts({ name }: FleetHost, release: string, { board }: PushContext): boolean {
  const { linked = null, running = null } = board.state().hosts[name] ?? {};
  return linked !== release || (running !== null && !isRelease(running, release));
}
