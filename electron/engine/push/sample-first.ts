import type { ActivePush } from './active-push';
import type { PushContext } from './context';

const wanted = 5;

/**
 * A gauge without samples from before the switch cannot say what changed: a few beats are waited for, and not for ever (a gauge
 * may have no data at all: its own rule says what then).
 */
export async function sampleFirst(active: ActivePush, context: PushContext, notBefore: number, signal: AbortSignal): Promise<void> {
  const { fleet, metrics, clock } = context;
  const { config } = active.row();
  if (config.gauges.length === 0 || !fleet.hosts().some((host) => host.type.scrape.length > 0)) return;
  const since = Math.max(clock() - config.push.preMs, notBefore);
  const staged = () => Object.values(active.push().hosts).filter((host) => host.state === 'staged');
  const enough = () =>
    config.gauges.every((gauge) =>
      staged()
        .filter((host) => gauge.types.includes(host.type))
        .every((host) => metrics.readings(gauge.name, host.host, since, clock()).length >= wanted),
    );
  if (enough()) return;
  const until = clock() + config.push.everyMs * (wanted + 4);
  active.say('Sampling first: the gauges need readings from before the switch');
  for await (const _tick of metrics.ticks(signal)) if (enough() || clock() > until) return;
}
