/** One series of a made-up node_exporter page: how its value goes on from one scrape to the next. */
interface MadeSeries {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly next: () => number;
}

/** A host that is read as node_exporter is: seeded, so that each run has the same. */
export interface NodePage {
  readonly series: readonly Pick<MadeSeries, 'name' | 'labels'>[];
  /** Values ten seconds later, in the order of `series`. */
  next(into: Float64Array): void;
}

/** A random number in [0, 1) from a seed (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/**
 * 1,000 series in the shares of a real page of a 16-core machine: a good half never changes; the rest is counters of seconds with two decimals,
 * packets, bytes and operations, memory in pages, and durations in full precision.
 */
export function makeNodePage(seed: number, count = 1000): NodePage {
  const random = randomOf(seed);
  const series: MadeSeries[] = [];
  const add = (name: string, labels: Record<string, string>, next: () => number) => {
    if (series.length < count) series.push({ name, labels, next });
  };
  /** Grows by about `step`, which wanders as load does; `scale` 100: two decimals. */
  const counter = (step: number, scale = 1) => {
    let value = Math.floor(random() * step * 100_000);
    let rate = step;
    return () => {
      rate = Math.max(0, rate + (random() - 0.5) * step * 0.2 + (step - rate) * 0.1);
      value += Math.round(rate * scale * (0.8 + 0.4 * random()));
      return value / scale;
    };
  };
  const seldom = (chance: number) => {
    let value = Math.floor(random() * 1000);
    return () => {
      if (random() < chance) value += 1;
      return value;
    };
  };
  const level = (pages: number) => {
    let value = pages;
    return () => {
      value = Math.max(1, value + Math.round((random() - 0.5) * pages * 0.002));
      return value * 4096;
    };
  };
  const fixed =
    (value = Math.floor(random() * 1e6)) =>
    () =>
      value;

  const steps: Readonly<Record<string, number>> = {
    idle: 8,
    user: 1.2,
    system: 0.5,
    iowait: 0.05,
    softirq: 0.03,
    nice: 0,
    irq: 0,
    steal: 0,
  };
  for (let cpu = 0; cpu < 16; cpu++)
    for (const [mode, step] of Object.entries(steps))
      add('node_cpu_seconds_total', { cpu: String(cpu), mode }, step === 0 ? fixed(0) : counter(step, 100));
  for (let cpu = 0; cpu < 16; cpu++) {
    for (const part of ['dropped', 'times_squeezed', 'flow_limit_count', 'received_rps'])
      add(`node_softnet_${part}_total`, { cpu: String(cpu) }, seldom(0.001));
    add('node_softnet_processed_total', { cpu: String(cpu) }, counter(4000));
    for (const part of ['core', 'package']) add(`node_cpu_${part}_throttles_total`, { cpu: String(cpu) }, fixed(0));
    add('node_cpu_frequency_max_hertz', { cpu: String(cpu) }, fixed(3.6e9));
    add('node_cpu_scaling_frequency_hertz', { cpu: String(cpu) }, () => Math.round(2.1e6 + random() * 1.4e6) * 1000);
  }
  for (let part = 0; part < 50; part++)
    add(`node_memory_part${part}_bytes`, {}, part % 5 < 2 ? level(50_000 * (part + 1)) : fixed());
  for (const device of ['vda', 'vdb', 'dm-0', 'dm-1', 'sr0'])
    for (let part = 0; part < 17; part++)
      add(
        `node_disk_part${part}_total`,
        { device },
        device === 'sr0'
          ? fixed(0)
          : device === 'vdb' || part > 11
            ? seldom(0.01)
            : part % 4 === 3
              ? counter(0.4, 1000)
              : counter(part % 2 === 0 ? 90 : 400_000),
      );
  for (const device of ['eth0', 'eth1', 'lo', 'docker0', 'veth1', 'veth2'])
    for (let part = 0; part < 24; part++)
      add(
        `node_network_part${part}_total`,
        { device },
        part > 5 ? fixed() : device.startsWith('eth') || device === 'lo' ? counter(part % 2 === 0 ? 900_000 : 1100) : seldom(0.02),
      );
  for (let mount = 0; mount < 10; mount++)
    for (const part of ['avail', 'free', 'size', 'files', 'files_free', 'readonly', 'device_error'])
      add(
        `node_filesystem_${part}`,
        { device: `/dev/vda${mount}`, mountpoint: `/srv/${mount}`, fstype: 'ext4' },
        mount < 3 && /avail|free/.test(part) ? level(3_000_000) : fixed(),
      );
  for (let part = 0; part < 110; part++)
    add(`node_netstat_part${part}`, {}, part % 5 === 0 ? counter(1500) : part % 5 === 1 ? seldom(0.05) : fixed());
  for (let part = 0; part < 90; part++) add(`node_vmstat_part${part}`, {}, part % 3 === 0 ? counter(20_000) : fixed());
  for (let part = 0; part < 3; part++) {
    let load = 1 + random() * 4;
    add(`node_load${part}`, {}, () => Math.round((load = Math.max(0, load + (random() - 0.5) * 0.1)) * 100) / 100);
  }
  for (let collector = 0; collector < 45; collector++) {
    add(
      'node_scrape_collector_duration_seconds',
      { collector: `c${collector}` },
      () => Math.round(50_000 + random() * 900_000) / 1e9,
    );
    add('node_scrape_collector_success', { collector: `c${collector}` }, fixed(1));
  }
  let clock = 1.77e9 + random();
  add('node_time_seconds', {}, () => (clock += 10 + (random() - 0.5) * 0.002));
  for (let part = 0; part < 20; part++)
    add(`go_memstats_part${part}_bytes`, {}, part % 2 === 0 ? () => Math.round(2e6 + random() * 4e6) : seldom(0.02));
  for (let part = 0; part < 8; part++) {
    let value = random();
    add(`node_timex_part${part}`, {}, part < 3 ? () => (value += (random() - 0.5) * 1e-6) : fixed());
  }
  for (let part = 0; series.length < count; part++) add(`node_fixed_part${part}`, { kind: `k${part % 7}` }, fixed());
  return {
    series,
    next: (into) => {
      for (const [at, one] of series.entries()) into[at] = one.next();
    },
  };
}
