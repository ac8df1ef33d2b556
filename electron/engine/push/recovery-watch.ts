import { hasRecovered } from '../../../shared/push/recovery';
import type { ActivePush } from './active-push';
import type { PushContext } from './context';

/**
 * Watches the gauge that a rollback was for, on the hosts that went back, and says whether it recovered. If it did not within
 * the first phase's watch, it was not the push.
 */
export async function watchRecovery(active: ActivePush, context: PushContext, signal: AbortSignal): Promise<void> {
  const { history, metrics, clock, awake } = context;
  const row = active.row();
  const name = row.outcome?.gauge;
  const gauge = row.config.gauges.find((one) => one.name === name);
  if (!gauge || row.outcome?.recovered != null) return;
  const regressed = history.verdicts
    .verdicts(row.push.id)
    .findLast((verdict) => verdict.gauge === name && verdict.word === 'regressed');
  const before = { pre: regressed?.switched.pre ?? null, worst: regressed?.switched.post ?? null };
  const hosts = Object.values(row.push.hosts).filter((host) => host.state === 'rolled back' && gauge.types.includes(host.type));
  const from = (row.push.endedAt ?? clock()) + gauge.warmUpMs;
  const until = from + Math.max(row.config.push.phases[0]?.watchMs ?? 0, row.config.push.everyMs * 6);
  const say = (recovered: boolean) => {
    active.outcome({ recovered, recoveredAt: clock() });
    active.say(
      recovered ? `${gauge.name} has recovered: it was the push` : `${gauge.name} has not recovered: then it was not the push`,
      { mark: recovered ? 'ok' : 'warn', level: recovered ? 'info' : 'warn' },
    );
    context.board.set('recent', history.pushes.summaries(30));
    active.show();
  };
  for await (const _tick of metrics.ticks(signal)) {
    if (active.push().state.at !== 'rolled back') return;
    const perTick = new Map<number, number[]>();
    for (const host of hosts) {
      for (const sample of metrics.readings(gauge.name, host.host, from, clock())) {
        const beat = Math.floor(sample.t / row.config.push.everyMs);
        perTick.set(beat, [...(perTick.get(beat) ?? []), sample.v]);
      }
    }
    const means = [...perTick]
      .sort((a, b) => a[0] - b[0])
      .map(([, values]) => values.reduce((sum, value) => sum + value, 0) / values.length);
    const recovered = hasRecovered(gauge, before, means);
    if (recovered === true) return say(true);
    // With too few samples to tell it goes on: "not known yet" must not stay for ever.
    if (clock() - awake.sleptMs(from, clock()) > until && recovered !== null) return say(false);
  }
}
