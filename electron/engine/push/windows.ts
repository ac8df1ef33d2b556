import type { GaugeConfig } from '../../../shared/config/config';
import type { GaugeInput, HostWindow } from '../../../shared/judge/types';
import { DEFAULT_ALPHA_PUSH } from '../../../shared/judge/alpha';
import type { PushHost } from '../../../shared/push/push';
import type { PushRow } from '../history/pushes';
import type { MetricsRoom } from '../metrics/metrics-room';

interface Look {
  readonly row: PushRow;
  readonly phase: number;
  readonly now: number;
  readonly since: number;
  /** End of the push before: nothing of its watch is anybody's pre window. */
  readonly notBefore: number;
  readonly countedMs: number;
  /** Before then this desk slept. */
  readonly awakeSince: number;
}

const onNew = (host: PushHost) => host.changed && (host.state === 'verified' || host.state === 'new' || host.state === 'unknown');

/** Hosts that were switched in this phase and those whose release did not change in its window, for one gauge. */
function groups(row: PushRow, phase: number, gauge: GaugeConfig): { switched: PushHost[]; comparator: PushHost[] } {
  const hosts = Object.values(row.push.hosts).filter((host) => gauge.types.includes(host.type));
  return {
    switched: hosts.filter((host) => host.phase === phase && onNew(host)),
    // Hosts of later phases, those left out, and (in the last phase) the canaries of an earlier one.
    comparator: hosts
      .filter((host) => !host.changed || (host.phase < phase && onNew(host)))
      // A drained host has no work to compare with.
      .filter((host) => host.state !== 'failed' && !host.out),
  };
}

/** The exact input of one gauge's verdict at one look. */
export function gaugeInput(gauge: GaugeConfig, look: Look, metrics: MetricsRoom, drift: readonly number[]): GaugeInput {
  const { row, phase, now, since, notBefore } = look;
  const { push, config } = row;
  const { switched, comparator } = groups(row, phase, gauge);
  const times = switched.map((host) => host.switchedAt ?? since).sort((a, b) => a - b);
  const turn = times[Math.floor(times.length / 2)] ?? since;
  const window = (host: PushHost, group: HostWindow['group']): HostWindow => {
    const switchedAt = group === 'switched' ? (host.switchedAt ?? since) : null;
    const turnOfHost = switchedAt ?? turn;
    // A canary of an earlier phase compares with itself only from when its own switch had settled.
    const settled = group === 'comparator' && host.verifiedAt !== null ? host.verifiedAt + gauge.warmUpMs : notBefore;
    const postFrom =
      group === 'switched' ? (host.verifiedAt === null ? null : host.verifiedAt + gauge.warmUpMs) : turn + gauge.warmUpMs;
    return {
      host: host.host,
      type: host.type,
      group,
      switchedAt,
      pre: metrics.readings(gauge.name, host.host, Math.max(turnOfHost - config.push.preMs, settled), turnOfHost),
      post: postFrom === null ? [] : metrics.readings(gauge.name, host.host, postFrom, now),
      postFrom,
      restarts:
        host.verifiedAt === null
          ? group === 'comparator'
            ? metrics.restarts(host.host, turn)
            : 0
          : metrics.restarts(host.host, Math.max(host.verifiedAt, group === 'comparator' ? turn : 0)),
    };
  };
  return {
    gauge,
    push: push.id,
    phase,
    now,
    awakeSince: look.awakeSince,
    watch: { startedAt: since, lengthMs: config.push.phases[phase]?.watchMs ?? 0, countedMs: look.countedMs },
    everyMs: config.push.everyMs,
    hosts: [...switched.map((host) => window(host, 'switched')), ...comparator.map((host) => window(host, 'comparator'))],
    drift,
    alpha: { push: DEFAULT_ALPHA_PUSH, gauges: Math.max(1, config.gauges.length), phases: push.phases },
  };
}

/**
 * The time of a watch in which samples came, in beats: a sleeping desk, or one that lost its network, has not watched. Made anew
 * from the samples at each look, so it is the same after a crash. `sleptMs`: how much of it this desk slept.
 */
export function countedTime(
  row: PushRow,
  phase: number,
  { since, now, sleptMs }: { since: number; now: number; sleptMs: number },
  metrics: MetricsRoom,
): number {
  const { everyMs } = row.config.push;
  const beats = new Set<number>();
  let judged = false;
  for (const gauge of row.config.gauges) {
    // What cannot hold up a push by having no data is not waited for either.
    const mustReport = gauge.severity !== 'advisory' && gauge.noData.then !== 'ignore';
    for (const host of groups(row, phase, gauge).switched) {
      judged ||= mustReport;
      for (const sample of metrics.readings(gauge.name, host.host, since, now)) beats.add(Math.floor((sample.t - since) / everyMs));
    }
  }
  // Without a gauge that has to report on any switched host there is nothing to wait for but the clock.
  const awakeMs = now - since - sleptMs;
  return judged ? Math.min(beats.size * everyMs, awakeMs) : awakeMs;
}
