import type { HostAddress } from '../../shared/config/config';
import type { Connections } from '../../electron/engine/fleet/connections';
import { connectTo, type BenchFleet } from './bench-fleet';
import { alternate, median, ratioOf, timed } from './measure';
import { clush, packages, parallelSsh, type Peer } from './peers';
import type { BenchRow } from './row';
import { say, seconds } from './say';

const deadlineMs = 60_000;
const rounds = 3;
/** Tried for each peer on a quarter of the hosts; it then runs with its best. */
const widths = [16, 32, 64];

/** How many times as fast as each peer. */
const least = { cold: 3, warm: 20 };

interface Fit {
  readonly peer: Peer;
  readonly atOnce: number;
}

/**
 * A command on all hosts: with connections to be made (cold) and with those that are there (warm, as an engine has them), beside
 * peers that make theirs each time.
 */
export async function benchCommand(fleet: BenchFleet): Promise<BenchRow[]> {
  const peers = [parallelSsh(), clush()];
  const fits: Fit[] = [];
  for (const peer of peers) if (peer) fits.push(await bestWidth(fleet, peer));

  const warm = connectTo(fleet.ssh, fleet.directory);
  try {
    await onAll(warm, fleet.hosts);
    const contestants = [
      () => cold(fleet),
      () => warmTime(warm, fleet.hosts),
      ...fits.map(
        ({ peer, atOnce }) =>
          () =>
            peer.run(fleet, atOnce),
      ),
    ];
    say(`fleet: a command on ${fleet.hosts.length} hosts, ${rounds} rounds`);
    const [coldMs = [], warmMs = [], ...peerMs] = await alternate(contestants, rounds);
    say(`  cold ${coldMs.map(seconds).join(', ')}; warm ${warmMs.map(seconds).join(', ')}`);
    for (const [at, { peer }] of fits.entries()) say(`  ${peer.name} ${peerMs[at]?.map(seconds).join(', ') ?? ''}`);

    const row = (how: 'cold' | 'warm', ours: readonly number[], name: string): BenchRow => {
      const at = fits.findIndex((fit) => fit.peer.name === name);
      const fit = fits[at];
      const theirs = peerMs[at];
      const base = {
        name: `fleet: a command on ${fleet.hosts.length} hosts, ${how}, beside ${name}`,
        value: median(ours) / 1000,
        unit: 's',
      };
      const bar = `at least ${least[how]}x as fast (ratio at most ${(1 / least[how]).toFixed(3)})`;
      if (!fit || !theirs)
        return { ...base, peer: null, ratio: null, bar: `${bar}: cannot be told, not installed (${packages})`, holds: false };
      const ratio = ratioOf(ours, theirs);
      return {
        ...base,
        peer: median(theirs) / 1000,
        peerName: `${name} ${fit.peer.width} ${fit.atOnce}`,
        ratio,
        bar,
        holds: ratio <= 1 / least[how],
      };
    };
    const names = ['parallel-ssh', 'clush'];
    return [
      ...names.map((name) => row('cold', coldMs, name)),
      ...names.map((name) => row('warm', warmMs, name)),
      ...(await besideKept(fleet, warm, fits)),
    ];
  } finally {
    await warm.close();
  }
}

/** For information: what ssh itself can do to keep connections warm, which no peer does unless it is set up to. */
async function besideKept(fleet: BenchFleet, warm: Connections, fits: readonly Fit[]): Promise<BenchRow[]> {
  const peer = clush(true);
  const atOnce = fits.find((fit) => fit.peer.name === 'clush')?.atOnce;
  if (!peer || atOnce === undefined) return [];
  say(`fleet: the same beside ${peer.name}`);
  await peer.run(fleet, atOnce);
  const [ours = [], theirs = []] = await alternate([() => warmTime(warm, fleet.hosts), () => peer.run(fleet, atOnce)], rounds);
  say(`  warm ${ours.map(seconds).join(', ')}; ${peer.name} ${theirs.map(seconds).join(', ')}`);
  return [
    {
      name: `fleet: a command on ${fleet.hosts.length} hosts, warm, beside ${peer.name}`,
      value: median(ours) / 1000,
      unit: 's',
      peer: median(theirs) / 1000,
      peerName: `${peer.name} ${peer.width} ${atOnce}`,
      ratio: ratioOf(ours, theirs),
      bar: 'none, for information',
      holds: true,
    },
  ];
}

async function bestWidth(fleet: BenchFleet, peer: Peer): Promise<Fit> {
  const some = { ...fleet, hosts: fleet.hosts.slice(0, Math.ceil(fleet.hosts.length / 4)) };
  let best = { atOnce: 1, tookMs: Infinity };
  const tried: string[] = [];
  for (const atOnce of widths) {
    const tookMs = await peer.run(some, atOnce);
    tried.push(`${peer.width} ${atOnce} ${seconds(tookMs)}`);
    if (tookMs < best.tookMs) best = { atOnce, tookMs };
  }
  say(`fleet: ${peer.name} on ${some.hosts.length} hosts: ${tried.join(', ')}`);
  return { peer, atOnce: best.atOnce };
}

/** Milliseconds from having no connection to the last host's answer. */
async function cold(fleet: BenchFleet): Promise<number> {
  const connections = connectTo(fleet.ssh, fleet.directory);
  try {
    return await timed(() => onAll(connections, fleet.hosts));
  } finally {
    await connections.close();
  }
}

/** Milliseconds with connections that are there: the middle of three, since each is too short to tell alone. */
async function warmTime(connections: Connections, hosts: readonly HostAddress[]): Promise<number> {
  const times: number[] = [];
  for (let run = 0; run < 3; run += 1) times.push(await timed(() => onAll(connections, hosts)));
  return median(times);
}

async function onAll(connections: Connections, hosts: readonly HostAddress[]): Promise<void> {
  await Promise.all(
    hosts.map(async (host) => {
      const { code } = await connections.run(host, 'true', { deadlineMs });
      if (code !== 0) throw new Error(`${host.name}: "true" ended with ${String(code)}`);
    }),
  );
}
