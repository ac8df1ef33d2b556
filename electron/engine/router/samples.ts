import type { SampleBatch } from '../../../shared/contract/state';
import { beatSeries } from '../metrics/aggregate-series';
import type { Engine } from '../engine';

const historyMs = 10 * 60_000;
const mostPoints = 300;

/**
 * The aggregate of each gauge, in column batches: the last minutes first, then a batch a beat. Series `NAME` is the mean over the
 * hosts that the present push has switched (over all hosts when none runs), `NAME/rest` over the others.
 */
export async function* gaugeSamples(engine: Engine, since: number, signal?: AbortSignal): AsyncGenerator<SampleBatch> {
  let seq = 0;
  const now = engine.clock();
  const { everyMs } = engine.desk().context.config.push;
  const first = batch(engine, Math.max(since, now - Math.min(historyMs, everyMs * mostPoints)), now, ++seq);
  const ticks = engine.desk().context.metrics.ticks(signal);
  try {
    if (first.times.length > 0) yield first;
    let last = first.times.at(-1) ?? now;
    for await (const tick of ticks) {
      const next = batch(engine, last, tick.at, ++seq);
      if (next.times.length === 0) continue;
      last = next.times.at(-1) ?? last;
      yield next;
    }
  } finally {
    await ticks.return(undefined);
  }
}

function batch(engine: Engine, from: number, to: number, seq: number): SampleBatch {
  const { context } = engine.desk();
  const { config, metrics, fleet } = context;
  const { push } = engine.board.state();
  const onNew = new Set(push?.hosts.filter((host) => host.changed || host.state === 'rolled back').map((host) => host.host) ?? []);
  const series: string[] = [];
  const values: (readonly (number | null)[])[] = [];
  let times: readonly number[] = [];
  for (const gauge of config.gauges) {
    const hosts = fleet.hosts().filter((host) => gauge.types.includes(host.type.name));
    const switched = hosts.filter((host) => onNew.has(host.name));
    const rest = hosts.filter((host) => !onNew.has(host.name));
    for (const [name, group] of [
      [gauge.name, switched.length > 0 ? switched : hosts],
      [`${gauge.name}/rest`, switched.length > 0 ? rest : []],
    ] as const) {
      const beats = beatSeries(
        group.map((host) => metrics.readings(gauge.name, host.name, from, to)),
        from,
        to,
        config.push.everyMs,
      );
      series.push(name);
      values.push(beats.mean);
      ({ times } = beats);
    }
  }
  return { seq, series, times, values };
}
