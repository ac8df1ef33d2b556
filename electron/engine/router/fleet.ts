import { CapstanError } from '../../../shared/contract/errors';
import type { HostsDone } from '../../../shared/contract/fleet';
import { foldHosts } from '../../../shared/hosts/fold';
import { examine } from '../fleet/doctor';
import type { FleetHost } from '../fleet/fleet-room';
import { hostPage } from '../fleet/host-page';
import { putBackIntoService, takeOut } from '../fleet/out-of-service';
import { examineSources } from '../metrics/sources/examine-sources';
import { act, base, type Caller } from './base';

const room = ({ engine }: Caller) => engine.desk().context.fleet;

function hostsNamed(caller: Caller, names: readonly string[]): FleetHost[] {
  const fleet = room(caller);
  return [...new Set(names)].map((name) => {
    const host = fleet.host(name);
    if (!host)
      throw new CapstanError('NOT_FOUND', `There is no host ${name} in this fleet.`, 'Look at `fleet.types` in capstan.yaml.');
    return host;
  });
}

/** One line of the log for an act on hosts, and one for each of the first hosts where it failed. */
function told(
  { engine: { log }, who }: Caller,
  done: string,
  hosts: readonly FleetHost[],
  { failed }: HostsDone,
  reason = '',
): void {
  const bad = new Set(failed.map((one) => one.host));
  const good = hosts.filter((host) => !bad.has(host.name)).map((host) => host.name);
  if (good.length > 0)
    log.add(`${who} ${done.replace('%', foldHosts(good))}${reason ? `: ${reason}` : ''}`, {
      mark: 'step',
      host: good.length === 1 ? (good[0] ?? null) : null,
    });
  for (const { host, said } of failed.slice(0, 20))
    log.add(`${who} ${done.replace('%', host)}, but ${said}`, { host, level: 'warn', mark: 'warn' });
}

export const fleetRouter = {
  host: base.fleet.host.handler(({ input, context }) => {
    const [host] = hostsNamed(context, [input.host]);
    const view = context.engine.board.state().hosts[input.host];
    if (!host || !view) throw new CapstanError('NOT_FOUND', `There is no host ${input.host} in this fleet.`, '');
    return hostPage(host, view, room(context), context.engine.desk().context.config.links);
  }),
  takeOut: base.fleet.takeOut.handler(({ input, context }) =>
    act(context, 'responder', 'fleet.takeOut', input, async () => {
      const hosts = hostsNamed(context, input.hosts);
      const { push } = context.engine.desk();
      const busy = hosts.flatMap((host) => {
        const by = push.switching(host.name);
        return by === null ? [] : [{ host, by }];
      });
      if (busy[0] && busy.length === hosts.length)
        throw new CapstanError(
          'BUSY',
          `${foldHosts(busy.map(({ host }) => host.name))} ${busy.length === 1 ? 'is' : 'are'} being switched by ${busy[0].by}.`,
          'Wait for the switch, or take it out of the push in the push room.',
        );
      const free = hosts.filter((host) => !busy.some((one) => one.host === host));
      const done = await takeOut(free, { by: context.who, reason: input.reason }, room(context));
      const all = {
        ...done,
        failed: [...done.failed, ...busy.map(({ host, by }) => ({ host: host.name, said: `${by} is switching it` }))],
      };
      told(context, 'took % out of service', hosts, all, input.reason);
      context.engine.board.decided();
      return all;
    }),
  ),
  putBack: base.fleet.putBack.handler(({ input, context }) =>
    act(context, 'captain', 'fleet.putBack', input, async () => {
      const hosts = hostsNamed(context, input.hosts);
      const done = await putBackIntoService(hosts, room(context));
      told(context, 'put % back into service', hosts, done);
      context.engine.board.decided();
      return done;
    }),
  ),
  prune: base.fleet.prune.handler(({ input, context }) =>
    act(context, 'captain', 'fleet.prune', input, () =>
      context.engine.desk().push.prune(input.hosts, { name: context.who, via: context.via }),
    ),
  ),
  doctor: base.fleet.doctor.handler(({ input, context }) => {
    const { fleet } = context.engine.desk().context;
    const hosts = hostsNamed(context, input.hosts);
    return examine(fleet, hosts.length > 0 ? hosts : fleet.hosts(), context.engine.clock);
  }),
  sources: base.fleet.sources.handler(({ input, context }) => {
    const { all } = context.engine.desk().sources;
    const hosts = new Set(hostsNamed(context, input.hosts).map(({ name }) => `host:${name}`));
    return examineSources(hosts.size === 0 ? all : all.filter(({ owner }) => owner === 'fleet' || hosts.has(owner)));
  }),
  read: base.fleet.read.handler(async ({ context: { engine } }) => {
    const { push, context } = engine.desk();
    const { fleet } = context;
    const [read] = await Promise.all([fleet.readAll({ urgent: true }), push.readLock()]);
    // Who asked for it looks at the state next: it must not be the one of a moment ago.
    engine.board.set('live', fleet.live());
    return read;
  }),
  answer: base.fleet.answer.handler(({ input, context }) =>
    act(context, 'captain', 'fleet.answer', input, () => ({
      answered: context.engine.questions.answer(input.question, input.accept, input.secret, input.remember),
    })),
  ),
};
