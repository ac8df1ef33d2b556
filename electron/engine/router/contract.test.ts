import { isDefinedError, ORPCError } from '@orpc/client';
import { isContractProcedure } from '@orpc/contract';
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { startTestFleet, type TestFleet } from '../../../e2e/test-engine';
import { ways, type Client, type Wire } from '../../../e2e/transports';
import { contract, type Role } from '../../../shared/contract/contract';
import type { DeskState, SampleBatch, StateEvent } from '../../../shared/contract/state';
import { applied, stateWhen } from '../../cli/follow';
import type { Engine } from '../engine';
import { HostError } from '../fleet/connections';

// One suite, three ways in: what the contract promises holds over each of them. A real engine on a small real fleet.

let fleet: TestFleet;
beforeAll(async () => {
  fleet = await startTestFleet();
});
afterAll(() => fleet.close());

const noAnswers = {
  name: '',
  types: [],
  coordinator: '',
  path: '',
  user: '',
  port: '',
  identity: '',
  reload: '',
  verify: '',
  releaseHeader: '',
  scrape: '',
  git: '',
  build: '',
  artifact: '',
};

/** Every act, the least role that may do it, and how to ask for it. What is not here is a query or a stream. */
const acts: Record<string, { needs: Role; ask: (client: Client, version: number) => Promise<unknown> }> = {
  'push.start': { needs: 'captain', ask: (client, version) => client.push.start({ key: randomUUID(), version, revision: 'HEAD' }) },
  'push.rollback': { needs: 'responder', ask: (client) => client.push.rollback({ key: randomUUID(), push: 'r-9999' }) },
  'push.hold': { needs: 'responder', ask: (client) => client.push.hold({ key: randomUUID(), push: 'r-9999' }) },
  'push.resume': { needs: 'captain', ask: (client, version) => client.push.resume({ key: randomUUID(), version, push: 'r-9999' }) },
  'push.takeOut': {
    needs: 'responder',
    ask: (client) => client.push.takeOut({ key: randomUUID(), push: 'r-9999', hosts: ['www-1'] }),
  },
  'push.converge': { needs: 'captain', ask: (client, version) => client.push.converge({ key: randomUUID(), version, hosts: [] }) },
  'lock.take': { needs: 'captain', ask: (client, version) => client.lock.take({ key: randomUUID(), version, reason: 'roles' }) },
  'lock.clear': { needs: 'captain', ask: (client, version) => client.lock.clear({ key: randomUUID(), version }) },
  'fleet.takeOut': {
    needs: 'responder',
    ask: (client) => client.fleet.takeOut({ key: randomUUID(), hosts: ['nowhere'], reason: 'roles' }),
  },
  'fleet.putBack': { needs: 'captain', ask: (client) => client.fleet.putBack({ key: randomUUID(), hosts: ['nowhere'] }) },
  'fleet.prune': { needs: 'captain', ask: (client) => client.fleet.prune({ key: randomUUID(), hosts: ['nowhere'] }) },
  'fleet.answer': {
    needs: 'captain',
    ask: (client) => client.fleet.answer({ key: randomUUID(), question: 'none', accept: false, secret: null }),
  },
  'settings.save': {
    needs: 'captain',
    ask: (client) => client.settings.save({ key: randomUUID(), base: 'none', edits: [{ path: ['name'], value: 'roles' }] }),
  },
  'settings.prefer': { needs: 'captain', ask: (client) => client.settings.prefer({ key: randomUUID(), notify: { done: true } }) },
  'settings.secret': {
    needs: 'captain',
    ask: (client) => client.settings.secret({ key: randomUUID(), name: 'PROM_TOKEN', secret: 'sesame' }),
  },
  'settings.backup': { needs: 'captain', ask: (client) => client.settings.backup({ key: randomUUID() }) },
  'setup.try': { needs: 'captain', ask: (client) => client.setup.try({ key: randomUUID(), answers: noAnswers, host: 'www-1' }) },
  'setup.write': { needs: 'captain', ask: (client) => client.setup.write({ key: randomUUID(), answers: noAnswers }) },
};
const open = [
  'hello',
  'state',
  'push.plan',
  'push.log',
  'push.samples',
  'push.history',
  'push.report',
  'push.series',
  'push.judge',
  'push.inputs',
  'fleet.doctor',
  'fleet.host',
  'fleet.read',
  'fleet.sources',
  'settings.read',
  'settings.draft',
  'settings.changes',
  'settings.backups',
  'settings.acts',
  'setup.draft',
  'trends.dashboards',
  'trends.read',
  'trends.marks',
  'trends.nearby',
  'trends.metrics',
  'trends.values',
  'trends.check',
  'trends.store',
  'trends.sources',
  'trends.query',
];

function procedures(from: object, path: readonly string[] = []): string[] {
  return Object.entries(from).flatMap(([name, value]: [string, unknown]) =>
    isContractProcedure(value)
      ? [[...path, name].join('.')]
      : typeof value === 'object' && value !== null
        ? procedures(value, [...path, name])
        : [],
  );
}

it('has looked at every procedure of the contract', () => {
  expect(procedures(contract).sort()).toEqual([...Object.keys(acts), ...open].sort());
});

describe.each(ways)('$name', (way) => {
  let engine: Engine;
  let rpc: Client;
  const wires: Wire[] = [];

  const connect = async (role: Role, who = 'Mara'): Promise<Wire> => {
    const wire = await way.open(engine, role, who);
    wires.push(wire);
    return wire;
  };
  beforeAll(async () => {
    engine = await fleet.startEngine();
    const { client: first } = await connect('captain');
    // Asked again until all were read: on a machine with much else to do, the engine's first reading may have missed one.
    while ((await first.fleet.read()).failed > 0);
  });
  afterAll(async () => {
    for (const wire of wires.splice(0)) await wire.close();
    await engine.close();
  });
  afterEach(async () => {
    for (const wire of wires.splice(1)) await wire.close();
    // Nobody listens any more: nothing of a stream stays behind on the engine's side.
    await expect.poll(() => [engine.board.readers, engine.log.readers]).toEqual([0, 0]);
  });
  const client = async (role: Role = 'captain', who?: string) => (rpc = (await connect(role, who)).client);
  const version = () => engine.board.state().version;
  const refusal = (asked: Promise<unknown>) =>
    asked.then(
      () => null,
      (error: unknown) => error,
    );

  it('says hello to each role by its name', async () => {
    for (const role of ['captain', 'responder', 'viewer'] as const) {
      expect(await (await client(role, `a ${role}`)).hello()).toEqual({
        capstan: '0.0.0-test',
        fleet: 'test shop',
        role,
        who: `a ${role}`,
        demo: false,
        data: fleet.config.data,
        config: null,
        epoch: engine.board.epoch,
        pid: process.pid,
        work: null,
      });
    }
  });

  describe('the state', () => {
    /** Reads the stream until the state is what is waited for. */
    async function follow(since: { epoch: string; seq: number } | null, until: (state: DeskState) => boolean, from?: DeskState) {
      const stop = new AbortController();
      const events: StateEvent[] = [];
      let state: DeskState | null = from ?? null;
      for await (const event of await rpc.state({ since }, { signal: stop.signal })) {
        events.push(event);
        state = applied(state, event);
        if (state && until(state)) break;
      }
      stop.abort();
      return { events, state: state!, seq: events.at(-1)!.seq };
    }

    it('is a snapshot, then changes that count up by one and add up to the same', async () => {
      await client();
      const until = version() + 3;
      const counting = setInterval(() => engine.board.decided(), 80);
      const { events, state } = await follow(null, (now) => now.version >= until);
      clearInterval(counting);
      expect(events[0]!.kind).toBe('snapshot');
      expect(events.slice(1).every((event) => event.kind === 'changes')).toBe(true);
      expect(events.map((event) => event.seq)).toEqual(events.map((_, index) => events[0]!.seq + index));
      expect(events.every((event) => event.epoch === engine.board.epoch)).toBe(true);
      expect(Object.keys(state.hosts).sort()).toEqual(['chat-1', 'chat-2', 'www-1', 'www-2', 'www-3', 'www-4']);
      const { version: seen, hosts, types } = engine.board.state();
      expect(state).toMatchObject({ hosts, types, version: expect.toSatisfy((at: number) => at <= seen) });
    });

    it('gives only what was missed to who comes back', async () => {
      await client();
      const before = await follow(null, () => true);
      const until = version() + 2;
      for (let at = 0; at < 2; at++) {
        engine.board.decided();
        await new Promise((wake) => setTimeout(wake, 80));
      }
      const after = await follow({ epoch: engine.board.epoch, seq: before.seq }, (now) => now.version >= until, before.state);
      expect(after.events[0]).toMatchObject({ kind: 'changes', seq: before.seq + 1 });
      expect(after.events.length).toBeGreaterThanOrEqual(2);
      expect(after.state.version).toBe(until);
    });

    it.each([
      ['of another life of the engine', () => ({ epoch: randomUUID(), seq: engine.board.epoch.length })],
      ['too old', () => ({ epoch: engine.board.epoch, seq: 0 })],
      ['that has not been yet', () => ({ epoch: engine.board.epoch, seq: 1_000_000 })],
    ])('gives a snapshot for a number %s', async (_, since) => {
      await client();
      const { events } = await follow(since(), () => true);
      expect(events[0]!.kind).toBe('snapshot');
    });
  });

  describe('an act', () => {
    it('that was decided on an older state is refused, and says so', async () => {
      await client();
      const stale = version();
      engine.board.decided();
      engine.board.decided();
      const error = await refusal(rpc.lock.take({ key: randomUUID(), version: stale, reason: 'late' }));
      expect(error).toBeInstanceOf(ORPCError);
      expect(error).toMatchObject({
        code: 'STALE',
        message: `You decided on r${stale}, it is r${stale + 2} now.`,
        data: { hint: expect.stringContaining('Look again'), detail: [] },
      });
      expect(isDefinedError(error as Error)).toBe(true);
      expect(engine.board.state().lock.state).toBe('free');
    });

    it('is done once for a key, whoever asks again, and answers the same', async () => {
      await client();
      const key = randomUUID();
      const ask = { key, version: version(), reason: `once over ${way.name}` };
      const [first, meanwhile] = await Promise.all([rpc.lock.take(ask), rpc.lock.take(ask)]);
      expect(first).toMatchObject({ state: 'held', reason: ask.reason, kind: 'kept', ours: true });
      expect(meanwhile).toEqual(first);
      await rpc.lock.clear({ key: randomUUID(), version: version() });
      expect(await rpc.lock.take(ask)).toEqual(first);
      expect(engine.board.state().lock.state).toBe('free');
      expect(engine.history.events.list(null, 0, 5000).filter((line) => line.text.endsWith(ask.reason))).toHaveLength(1);
    });

    it('that failed is not tried again for the same key: it fails the same', async () => {
      await client();
      const ask = { key: randomUUID(), version: version() - 1, reason: 'never' };
      const error = await refusal(rpc.lock.take(ask));
      engine.board.decided();
      const again = await refusal(rpc.lock.take(ask));
      expect(again).toMatchObject({ code: 'STALE' });
      const plain = ({ code, message, data, status }: ORPCError<string, unknown>) => ({ code, message, data, status });
      expect(plain(again as ORPCError<string, unknown>)).toEqual(plain(error as ORPCError<string, unknown>));
    });

    it('is refused a key that another act was done with', async () => {
      await client();
      const key = randomUUID();
      await refusal(rpc.push.hold({ key, push: 'r-9999' }));
      for (const other of [
        rpc.push.hold({ key, push: 'r-9998' }),
        rpc.push.rollback({ key, push: 'r-9999' }),
        rpc.fleet.answer({ key, question: 'none', accept: true, secret: null }),
      ])
        expect(await refusal(other)).toMatchObject({ code: 'BAD_INPUT', message: 'This key was used for another act.' });
    });

    it.each([
      [
        'a host',
        () => new HostError('www-1', 'timeout', 'did not answer', 'Look at it.'),
        'UNREACHABLE',
        'www-1: did not answer',
        'Look at it.',
      ],
      ['Capstan', () => new TypeError('boom'), 'REFUSED', 'Capstan failed: boom', 'This is a fault in Capstan: please report it.'],
    ])('that %s failed says the same when it is asked again', async (_, error, code, message, hint) => {
      await client();
      const broken = vi.spyOn(engine.desk().push, 'lock').mockRejectedValue(error());
      const ask = { key: randomUUID(), version: version(), reason: 'in vain' };
      for (let at = 0; at < 2; at++) {
        const refused = await refusal(rpc.lock.take(ask));
        expect(refused).toMatchObject({ code, message, data: { hint, detail: [] } });
        expect(isDefinedError(refused as Error)).toBe(true);
      }
      expect(broken).toHaveBeenCalledOnce();
      broken.mockRestore();
    });

    it('that the engine did not survive is not taken for done', async () => {
      await client();
      const key = randomUUID();
      const input = { push: 'r-1', reason: '' };
      engine.history.acts.begin({ key, at: 0, who: 'Mara', via: 'browser', verb: 'push.hold', input });
      expect(await refusal(rpc.push.hold({ key, push: 'r-1' }))).toMatchObject({
        code: 'ENGINE_LOST',
        message: 'The engine stopped while it did this.',
      });
    });

    it('with an input that cannot be is refused before anything is done', async () => {
      await client();
      const error = await refusal(rpc.push.hold({ key: 'short', push: 'the last one' }));
      expect(error).toMatchObject({ code: 'BAD_REQUEST', data: { issues: expect.any(Array) } });
      expect(JSON.stringify((error as ORPCError<string, unknown>).data)).toContain('a push is named like r-2031');
      expect(engine.history.acts.get('short')).toBeNull();
    });

    it.each(Object.entries(acts))('%s is for those who may', async (_, { needs, ask }) => {
      const rank = { viewer: 0, responder: 1, captain: 2 };
      for (const role of ['viewer', 'responder'] as const) {
        await client(role);
        const error = await refusal(ask(rpc, version() - 1));
        if (rank[role] < rank[needs])
          expect(error).toMatchObject({
            code: 'FORBIDDEN',
            message: `A ${role} cannot do that: it needs a ${needs}.`,
            data: { hint: expect.stringContaining(needs) },
          });
        else expect(error).toMatchObject({ code: 'NOT_FOUND' });
      }
    });
  });

  it('lets a viewer look at everything', async () => {
    await client('viewer');
    expect(await rpc.push.history({})).toEqual(engine.history.pushes.summaries(50));
    expect(await rpc.fleet.read()).toEqual({ hosts: 6, failed: 0 });
    expect((await rpc.push.plan({ revision: fleet.commits.good })).phases).toHaveLength(2);
    expect((await rpc.fleet.doctor({ hosts: ['www-1'] })).map((row) => row.host)).toEqual(['www-1']);
    expect(await refusal(rpc.fleet.doctor({ hosts: ['www-99'] }))).toMatchObject({ code: 'NOT_FOUND' });
    expect(await refusal(rpc.push.plan({ revision: 'no-such-branch' }))).toMatchObject({ data: { hint: expect.any(String) } });
  });

  it('shows a viewer what the hosts were scraped for', async () => {
    await client('viewer');
    const now = engine.clock();
    const stretch = { fromMs: now - 600_000, toMs: now + 600_000 };
    const read = () => rpc.trends.read({ ...stretch, queries: [{ metric: 'up', legend: null }], overlay: 'hosts' });
    await expect.poll(async () => (await read()).lines.length, { timeout: 20_000 }).toBe(6);
    expect(await read()).toMatchObject({ more: 0, tier: 'raw', faults: [null], unit: '' });
    expect((await rpc.trends.metrics({ text: 'up' })).map(({ name }) => name)).toContain('up');
    expect(await rpc.trends.values({ metric: 'up', label: 'type' })).toEqual(['chat', 'www']);
    expect(await rpc.trends.query({ metric: 'count(up) / 0', over: { atMs: null } })).toMatchObject({
      values: [{ value: '+Inf' }],
    });
    expect(await refusal(rpc.trends.query({ metric: 'up(', over: { atMs: null } }))).toMatchObject({ code: 'BAD_INPUT' });
    expect(await rpc.trends.check({ metric: 'up(' })).toMatchObject({ at: { line: 1 } });
    expect((await rpc.trends.dashboards()).map(({ id }) => id)).toEqual(['hosts-www', 'hosts-chat']);
    expect(await rpc.trends.store()).toMatchObject({ unavailable: null, exploded: [] });
    expect(await rpc.trends.sources()).toMatchObject({ sources: [], more: 0 });
    expect(await rpc.fleet.sources({})).toEqual([]);
    expect(await refusal(rpc.trends.query({ metric: 'up', source: 'nowhere', over: { atMs: null } }))).toMatchObject({
      code: 'NOT_FOUND',
    });
    // The ways before this one have pushed as well.
    const marks = await rpc.trends.marks(stretch);
    expect(new Set((await rpc.trends.nearby(stretch)).map(({ awayMs }) => awayMs))).toEqual(new Set(marks.map(() => 0)));
  });

  it('lets a responder hold, take out and roll back what a captain pushed', async () => {
    const responder = (await connect('responder', 'Ravi')).client;
    await client();
    const { push } = await rpc.push.start({ key: randomUUID(), version: version(), revision: fleet.commits.good });
    const watching = await stateWhen(rpc, (state) => state.push?.id === push && state.push.state.at === 'watching');
    expect(watching.push).toMatchObject({ captain: 'Mara', revision: fleet.commits.good });
    // Decided on an old state, all three: they name a push, and are done on its hosts as they are.
    expect(await responder.push.hold({ key: randomUUID(), push, reason: 'look first' })).toEqual({ push });
    const held = await stateWhen(rpc, (state) => state.push?.state.at === 'held');
    expect(held.push?.state).toMatchObject({ hold: { sentence: expect.stringContaining('look first') } });
    const canary = held.push!.hosts.find((host) => host.changed)!.host;
    expect(await responder.push.takeOut({ key: randomUUID(), push, hosts: [canary] })).toEqual({ hosts: 1 });
    const key = randomUUID();
    const back = await responder.push.rollback({ key, push });
    const end = await stateWhen(rpc, (state) => state.push?.state.at === 'rolled back');
    expect(end.push?.state).toMatchObject({ by: 'Ravi', automatic: false, pending: 0 });
    expect(await responder.push.rollback({ key, push })).toEqual(back);
    await rpc.fleet.read();
    const state = await stateWhen(rpc, ({ live, lock }) => live.hostsOnIt === 6 && lock.kind === 'kept');
    expect(await refusal(responder.lock.clear({ key: randomUUID(), version: state.version }))).toMatchObject({ code: 'FORBIDDEN' });
    await rpc.lock.clear({ key: randomUUID(), version: version(), reason: 'seen' });
  }, 180_000);

  describe('a stream', () => {
    const streams: Record<string, (signal?: AbortSignal) => Promise<AsyncIterableIterator<unknown>>> = {
      state: (signal) => rpc.state({ since: null }, { signal }),
      'push.log': (signal) => rpc.push.log({ push: null }, { signal }),
      'push.samples': (signal) => rpc.push.samples({}, { signal }),
    };

    it.each(Object.keys(streams))('%s ends when it is aborted, also while it waits', async (name) => {
      await client();
      const stop = new AbortController();
      const items = await streams[name]!(stop.signal);
      await items.next();
      let waiting = items.next();
      // What is there already is read first: then it waits.
      for (let quiet = false; !quiet;) {
        quiet = await Promise.race([waiting.then(() => false), new Promise<true>((wake) => setTimeout(wake, 30, true))]);
        if (!quiet) waiting = items.next();
      }
      stop.abort();
      // In process the end comes without a word, over a wire as an AbortError: page and terminal make both the same.
      const end = await refusal(waiting.then(({ done }) => expect(done).toBe(true)));
      if (end !== null) expect(end).toMatchObject({ name: 'AbortError' });
      await expect.poll(() => [engine.board.readers, engine.log.readers]).toEqual([0, 0]);
    });

    it.each(Object.keys(streams))('%s ends on the engine’s side when its reader stops reading', async (name) => {
      await client();
      for await (const _item of await streams[name]!()) break;
      await expect.poll(() => [engine.board.readers, engine.log.readers]).toEqual([0, 0]);
    });

    it('of the log gives what was, then what comes, and after a number only the rest', async () => {
      await client();
      engine.log.add('one', { push: 'r-500', host: 'www-1', level: 'warn', mark: 'warn' });
      engine.log.add('of another push', { push: 'r-501' });
      const stop = new AbortController();
      const read = async (since: number, count: number) => {
        const lines = [];
        for await (const line of await rpc.push.log({ push: 'r-500', since }, { signal: stop.signal })) {
          lines.push(line);
          if (lines.length === 1) engine.log.add('next', { push: 'r-500' });
          if (lines.length === count) break;
        }
        return lines;
      };
      const before = engine.history.events.list('r-500', 0, 5000).length;
      const lines = await read(0, before + 1);
      expect(lines.at(-2)).toMatchObject({ push: 'r-500', host: 'www-1', level: 'warn', mark: 'warn', text: 'one' });
      expect(lines.at(-1)).toMatchObject({ push: 'r-500', text: 'next' });
      expect(lines.map((line) => line.seq)).toEqual([...lines.map((line) => line.seq)].sort((a, b) => a - b));
      const rest = await read(lines.at(-2)!.seq, 1);
      expect(rest).toEqual([lines.at(-1)]);
      stop.abort();
    });

    it('of samples comes in columns that belong together', async () => {
      await client();
      const batches: SampleBatch[] = [];
      for await (const batch of await rpc.push.samples({})) {
        batches.push(batch);
        if (batches.length === 4) break;
      }
      expect(batches.map((batch) => batch.seq)).toEqual([...batches.map((batch) => batch.seq)].sort((a, b) => a - b));
      const times = batches.flatMap((batch) => batch.times);
      expect(times).toEqual([...new Set(times)].sort((a, b) => a - b));
      for (const { series, values, times: at } of batches) {
        expect(series).toEqual(['errors', 'errors/rest', 'load', 'load/rest']);
        expect(values.map((column) => column.length)).toEqual(series.map(() => at.length));
        expect(values.flat().every((value) => value === null || Number.isFinite(value))).toBe(true);
      }
      expect(batches.flatMap((batch) => batch.values[2]!).some((value) => value !== null && value > 0.5)).toBe(true);
      const later: SampleBatch[] = [];
      const since = times.at(-1)!;
      for await (const batch of await rpc.push.samples({ since })) {
        later.push(batch);
        break;
      }
      expect(later[0]!.times.every((time) => time > since)).toBe(true);
    });
  });

  it.skipIf(!way.losable)('rejects what is pending and ends the streams when the engine is lost', async () => {
    const wire = await connect('captain');
    const planning = vi.spyOn(engine.desk().push, 'plan').mockReturnValue(new Promise(() => undefined));
    const state = await wire.client.state({ since: null });
    const log = await wire.client.push.log({ push: 'r-0' });
    await state.next();
    const nextState = (async () => {
      for await (const _event of state);
    })();
    const calls = [1, 2].map(() => wire.client.push.plan({ revision: 'HEAD' }));
    const pending = [...calls, nextState, log.next()].map(refusal);
    await expect.poll(() => [planning.mock.calls.length, engine.log.readers]).toEqual([2, 1]);
    planning.mockRestore();
    await wire.lose();
    for (const error of await Promise.all(pending)) expect(error).toBeInstanceOf(Error);
  });
});
