import type { HostsDone, OutOfService } from '../../../shared/contract/fleet';
import { formatDateTime } from '../../../shared/format/time';
import { serviceStep } from './commands/steps';
import type { FleetHost, FleetRoom } from './fleet-room';
import { inParallel } from './in-parallel';
import { said } from './operate';

/** Why a host is left out, for people: since when, by whom, what for. */
export function outSentence(out: OutOfService | null): string {
  if (!out) return 'out of service';
  const since = out.at === null ? '' : ` since ${formatDateTime(out.at, 'UTC').slice(0, -3)} UTC`;
  return `out of service${since}, by ${out.by}${out.reason ? `: ${out.reason.replaceAll(/\s+/g, ' ')}` : ''}`;
}

const width = 64;
const markMs = 30_000;
const commandMs = 120_000;

/**
 * Takes hosts out of service: first the mark on the host, which every desk's pushes heed, then its drain. A host whose drain fails
 * stays out and is told of. Never rejects.
 */
export function takeOut(hosts: readonly FleetHost[], why: { by: string; reason: string }, fleet: FleetRoom): Promise<HostsDone> {
  return onEach(hosts, async (host) => {
    const { result } = await fleet.operate(host, serviceStep(host.path, { out: why }), { deadlineMs: markMs, urgent: true });
    fleet.saw(host, { out: result.out });
    if (host.type.drain === null) return;
    await fleet.command(host, 'drain', host.type.drain, { deadlineMs: commandMs, urgent: true }).catch((error: unknown) => {
      throw new Error(`pushes leave it out now, but its ${said(host.name, error)}`);
    });
  });
}

/** Puts hosts back into service: first its undrain, then the mark goes. A host whose undrain fails stays out. Never rejects. */
export function putBackIntoService(hosts: readonly FleetHost[], fleet: FleetRoom): Promise<HostsDone> {
  return onEach(hosts, async (host) => {
    if (host.type.undrain !== null)
      await fleet.command(host, 'undrain', host.type.undrain, { deadlineMs: commandMs, urgent: true }).catch((error: unknown) => {
        throw new Error(`still out of service: ${said(host.name, error)}`);
      });
    const { result } = await fleet.operate(host, serviceStep(host.path, 'in'), { deadlineMs: markMs, urgent: true });
    fleet.saw(host, { out: result.out });
  });
}

/** Does the same on each host; the ones where it could not be done say why, in the order asked. */
export async function onEach(hosts: readonly FleetHost[], work: (host: FleetHost) => Promise<void>): Promise<HostsDone> {
  const failed = new Map<string, string>();
  await inParallel(hosts, width, async (host) => {
    await work(host).catch((error: unknown) => void failed.set(host.name, said(host.name, error)));
  });
  return {
    hosts: hosts.length - failed.size,
    failed: hosts.flatMap(({ name }) => {
      const why = failed.get(name);
      return why === undefined ? [] : [{ host: name, said: why }];
    }),
  };
}
