import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { parseConfig } from '../../config/parse-config';
import { isActive, type Push, type PushEvent } from '../../../../shared/push/push';
import { SimDesk, type Fleet } from './sim-desk';
import { SimCoordinator, SimHost } from './sim-host';
import { World } from './world';

// Two desks, five hosts, one coordinator, with kill, pause, cut, lost reply and reordering at every wait: the push room is the real one, the hosts,
// the network and the clock are made up. A run that fails is told with its seed and the least that it takes.
//
// MODEL_RUNS: how many interleavings; MODEL_SEED: which. The suite plays the same ones each time, so that what fails there was changed there.

const runs = Number(process.env['MODEL_RUNS'] ?? 300);
const seed = Number(process.env['MODEL_SEED'] ?? 1);
const names = ['h1', 'h2', 'h3', 'h4', 'h5'];
const coordinatorName = 'co';

type What =
  | { readonly do: 'push' | 'push bad' | 'rollback' | 'rollback newest' | 'hold' | 'resume' | 'unlock' | 'prune' }
  | { readonly do: 'kill' | 'start' | 'start to look' | 'stop' | 'go on' | 'long stop' }
  | { readonly do: 'cut' | 'mend'; readonly host: number }
  | { readonly do: 'replace coordinator' };

interface Act {
  /** How many turns after the act before. */
  readonly after: number;
  readonly desk: 0 | 1;
  readonly what: What;
}

interface Run {
  readonly seed: number;
  readonly policies: { readonly canary: string; readonly all: string; readonly suspect: string };
  readonly drains: boolean;
  readonly losses: number;
  readonly deaths: number;
  readonly acts: readonly Act[];
}

const what: fc.Arbitrary<What> = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom<What>({ do: 'push' }, { do: 'push bad' }) },
  { weight: 4, arbitrary: fc.constantFrom<What>({ do: 'rollback' }, { do: 'rollback newest' }) },
  {
    weight: 3,
    arbitrary: fc.constantFrom<What>({ do: 'hold' }, { do: 'resume' }, { do: 'unlock' }, { do: 'unlock' }, { do: 'prune' }),
  },
  {
    weight: 6,
    arbitrary: fc.constantFrom<What>(
      { do: 'kill' },
      { do: 'start' },
      { do: 'start to look' },
      { do: 'stop' },
      { do: 'go on' },
      { do: 'long stop' },
    ),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('cut' as const, 'mend' as const), host: fc.nat(5) }) },
  { weight: 1, arbitrary: fc.constant<What>({ do: 'replace coordinator' }) },
);
const policy = fc.constantFrom('rollback', 'hold', 'continue');
const run: fc.Arbitrary<Run> = fc.record({
  seed: fc.nat(),
  policies: fc.record({ canary: policy, all: policy, suspect: policy }),
  drains: fc.boolean(),
  losses: fc.constantFrom(0, 0, 0.01, 0.05),
  deaths: fc.constantFrom(0, 0, 0.005),
  acts: fc.array(fc.record({ after: fc.oneof(fc.nat(15), fc.nat(120)), desk: fc.constantFrom<0 | 1>(0, 1), what }), {
    minLength: 1,
    maxLength: 14,
  }),
});

function configOf({ policies, drains }: Run) {
  const read = parseConfig(
    `name: model
data: /nowhere
fleet:
  coordinator: { host: ${coordinatorName}, path: /srv }
  types:
    www:
      hosts: [ ${names.join(', ')} ]
      path: /srv
      reload: reload
${drains ? '      drain: drain\n      undrain: undrain\n' : ''}      verify: { http: "http://localhost/", expect: 200, release: "header X-Release", within: 2s }
source: { git: /nowhere, artifact: dist/ }
push:
  phases: [ { hosts: 1, watch: 2s }, { hosts: 100%, watch: 2s } ]
  batch: 100%
  max_excluded: 60%
  max_failed_hosts: 1
  keep_releases: { last: 2 }
  every: 1s
  lease: 10s
  when_suspect: { hold: 5s, then: ${policies.suspect} }
  when_desk_lost: { canary: ${policies.canary}, all: ${policies.all} }
`,
    { file: '/nowhere/capstan.yaml', home: '/nowhere', platform: 'linux', env: {} },
  );
  if (!read.ok) throw new Error(JSON.stringify(read.faults));
  return read.config;
}

let interleavings = 0;
let turns = 0;

async function play(one: Run): Promise<World> {
  const world = new World(one.seed);
  const hosts = new Map(names.map((name) => [name, new SimHost(name, world, one.deaths)]));
  const fleet: Fleet = {
    world,
    config: configOf(one),
    hosts,
    coordinator: new SimCoordinator(world),
    coordinatorName,
    losses: one.losses,
    says: (desk, push, event) => checkSaid(desk, push, event, fleet),
  };
  const desks = [new SimDesk('A', fleet), new SimDesk('B', fleet)] as const;
  let pushes = 0;
  const steps = async (count: number) => {
    for (let at = 0; at < count && world.violations.length === 0; at++) {
      turns += 1;
      if (!(await world.step())) return;
    }
  };
  const until = async (ms: number) => {
    const end = world.now + ms;
    for (let at = 0; at < 6000 && world.now < end && world.violations.length === 0; at++) {
      turns += 1;
      if (!(await world.step())) return;
    }
  };
  const act = (desk: SimDesk, { do: name, ...rest }: What) => {
    const who = { name: desk.name, via: 'model' };
    const id = desk.newest()?.push.id ?? '';
    switch (name) {
      case 'push':
      case 'push bad': {
        const revision = `${name === 'push' ? 'good' : 'bad'}${++pushes}`;
        return desk.act(`push ${revision}`, (room) => room.start({ revision, override: [], reason: '', unlock: true }, who));
      }
      case 'rollback':
        return desk.act(`rollback of ${id}`, (room) => room.rollback({ push: id || null, alsoUndo: [], reason: '' }, who));
      case 'rollback newest':
        return desk.act('rollback', (room) => room.rollback({ push: null, alsoUndo: [], reason: '' }, who));
      case 'hold':
        return desk.act('hold', (room) => room.hold(id, '', who));
      case 'resume':
        return desk.act('resume', (room) => room.resume(id, who));
      case 'unlock':
        return desk.act('unlock', (room) => room.unlock('', who));
      case 'prune':
        return desk.act('prune', (room) => room.prune(names, who));
      case 'kill':
        return desk.kill();
      case 'start':
      case 'start to look':
        return desk.start(name === 'start');
      case 'stop':
        return desk.stop();
      case 'long stop':
        desk.stop();
        world.now += 30_000;
        return;
      case 'go on':
        return desk.goOn();
      case 'cut':
      case 'mend': {
        const host = [...names, coordinatorName][(rest as { host: number }).host] ?? coordinatorName;
        world.note(`${desk.name} ${name} ${host}`);
        if (name === 'cut') desk.cut.add(host);
        else desk.cut.delete(host);
        return;
      }
      case 'replace coordinator':
        world.note('the coordinator is replaced');
        return fleet.coordinator.replace();
    }
  };

  desks[0].start(true);
  desks[1].start(true);
  await steps(40);
  for (const { after, desk, what: next } of one.acts) {
    await steps(after);
    // Who was just told to go on gets to the next wait before anything else happens to it.
    await new Promise((resolve) => setImmediate(resolve));
    act(desks[desk], next);
  }
  await steps(200);
  // All is well again: everybody is there, everything can be reached, nothing dies any more.
  for (const host of hosts.values()) host.deaths = 0;
  Object.assign(fleet, { losses: 0 });
  for (const desk of desks) {
    desk.cut.clear();
    desk.goOn();
    if (desk.onlyLooks) desk.kill();
    desk.start(true);
  }
  await until(180_000);
  if (world.violations.length === 0) checkEnd(desks, fleet);
  for (const desk of desks) desk.close();
  interleavings += 1;
  return world;
}

/** A push of the same name for another release is another one. */
function recordOf(host: SimHost, push: Push) {
  const record = host.records.get(push.id);
  return record?.next === push.release ? record : undefined;
}

/** Nobody else has changed this host, or may have, since the push took its fence. */
const isLast = (fence: number, host: SimHost) => host.fence <= fence;

const number = (push: string) => Number(push.slice(2));

/** What is said must be true of every host that can be reached and that nobody else has acted on since. */
function checkSaid(desk: SimDesk, push: Push, event: PushEvent, { hosts, world }: Fleet): void {
  const fence = desk.newest()?.fence ?? 0;
  const own = desk.newest()?.push.id === push.id;
  if (!own) return;
  for (const host of hosts.values()) {
    const row = push.hosts[host.name];
    // A person's rollback has to have named what it also undoes. What was begun in this very moment nobody could know of.
    if (event.type === 'roll back' && !event.automatic && !desk.cut.has(host.name) && host.records.has(push.id))
      for (const [id, record] of host.records)
        if (number(id) > number(push.id) && !record.back && record.next !== record.previous && record.at < world.now - 20_000)
          world.violated(`${desk.name} takes ${push.id} back without a word of ${id} on ${host.name}`);
    if (desk.cut.has(host.name) || !isLast(fence, host)) continue;
    if (push.state.at === 'done' && row?.state === 'verified' && (host.linked !== push.release || host.running !== push.release))
      world.violated(
        `${desk.name} says ${push.id} is live, and ${host.name} is linked to ${String(host.linked)}, runs ${String(host.running)}`,
      );
    if (event.type === 'rolled back' && event.pending === 0 && push.release !== '') {
      const record = recordOf(host, push);
      if (record && record.previous !== push.release && (host.linked === push.release || host.running === push.release))
        world.violated(
          `${desk.name} says ${push.id} is rolled back, and ${host.name} is linked to ${String(host.linked)}, runs ${String(host.running)}`,
        );
    }
  }
}

function checkEnd(desks: readonly SimDesk[], { hosts, world }: Fleet): void {
  const newest = desks.flatMap((desk) => {
    const row = desk.newest();
    return row ? [{ desk, row }] : [];
  });
  const active = newest.filter(
    ({ row }) => isActive(row.push.state) && !(row.push.state.at === 'held' && row.push.state.hold.why === 'lease lost'),
  );
  if (active.length > 1)
    world.violated(
      `two active pushes: ${active.map(({ desk, row }) => `${desk.name} ${row.push.id} ${row.push.state.at}`).join(', ')}`,
    );
  for (const { desk, row } of active)
    if (row.push.state.at !== 'held') world.violated(`${desk.name} ${row.push.id} is ${row.push.state.at} for ever`);
  for (const { desk, row } of newest) {
    const { push, fence } = row;
    for (const host of hosts.values()) {
      if (!isLast(fence, host)) continue;
      const record = recordOf(host, push);
      const place = `${host.name}, linked to ${String(host.linked)}, running ${String(host.running)}`;
      if (push.state.at === 'rolled back' && push.state.pending > 0)
        world.violated(`${desk.name} ${push.id} is pending for ever: ${place}`);
      if (
        push.state.at === 'rolled back' &&
        record &&
        record.previous !== record.next &&
        (host.linked !== record.previous || host.running !== record.previous)
      )
        world.violated(`${desk.name} ${push.id} is rolled back, but not ${place}, was ${String(record.previous)}`);
      if (
        push.state.at === 'done' &&
        push.hosts[host.name]?.state === 'verified' &&
        (host.linked !== push.release || host.running !== push.release)
      )
        world.violated(`${desk.name} ${push.id} is live, but not on ${place}`);
      if (push.state.at === 'failed' && host.linked === push.release && record?.previous !== push.release)
        world.violated(`${desk.name} ${push.id} failed, and is on ${place}`);
    }
  }
  // Nobody is at work and nobody has to decide: then each host runs what it is linked to, and that is there.
  const isSaid = newest.some(({ row }) => row.push.state.at === 'rolled back' && row.push.state.pending > 0);
  if (
    active.length === 0 &&
    !isSaid &&
    newest.every(({ row }) => !isActive(row.push.state) && Object.values(row.push.hosts).every((host) => host.state !== 'broken'))
  )
    for (const host of hosts.values()) {
      if (host.linked !== host.running)
        world.violated(`${host.name} is linked to ${String(host.linked)} and runs ${String(host.running)}, and nobody says so`);
      if (host.linked !== null && !host.releases.has(host.linked)) world.violated(`${host.name}: what is live was removed`);
      if (host.doing) world.violated(`${host.name}: a change was begun and never ended`);
    }
}

describe(`two desks, five hosts, one coordinator (seed ${seed}, ${runs} runs)`, () => {
  afterAll(() => console.info(`model: ${interleavings} interleavings, ${turns} turns, seed ${seed}`));

  it('whoever acts, whatever dies: the hosts are right, or it is said that they are not', async () => {
    await fc.assert(
      fc.asyncProperty(run, async (one) => {
        const world = await play(one);
        if (world.violations.length > 0) throw new Error(`${world.violations.join('\n')}\n\n${world.said.slice(-120).join('\n')}`);
      }),
      { numRuns: runs, seed, endOnFailure: false },
    );
    expect(interleavings).toBeGreaterThanOrEqual(runs);
  }, 600_000);
});
