import { implement, ORPCError } from '@orpc/server';
import { RPCHandler } from '@orpc/server/message-port';
import { afterEach, describe, expect, it } from 'vitest';
import { contract } from '../shared/contract/contract';
import type { LogLine } from '../shared/contract/state';
import { connect, type Link, type LinkStatus } from './client';
import { Refusal } from './refusal';
import { portTransport } from './transport';

const os = implement(contract);
const line = (seq: number): LogLine => ({ seq, at: 0, push: 'r-1', host: null, level: 'info', mark: null, text: '' });
const never = new Promise<never>(() => {});

const router = {
  hello: os.hello.handler(() => ({
    capstan: '0',
    fleet: 'shop',
    role: 'captain' as const,
    who: 'Mara',
    demo: false,
    data: '',
    config: null,
    epoch: 'e',
    pid: 1,
    work: null,
  })),
  push: {
    history: os.push.history.handler(() => []),
    hold: os.push.hold.handler(() => never),
    resume: os.push.resume.handler(() => {
      throw new ORPCError('STALE', { message: 'You decided on r7, it is r9 now.', data: { hint: 'Look again.', detail: [] } });
    }),
    log: os.push.log.handler(async function* ({ input }) {
      yield line(input.since + 1);
      yield line(input.since + 2);
      await never;
    }),
  },
};

/** A desktop shell that gives the page a port whenever it asks, and can start its engine again. */
function shell() {
  let hear: (data: unknown, ports: readonly MessagePort[]) => void = () => {};
  const engines: MessagePort[] = [];
  const give = () => {
    const { port1, port2 } = new MessageChannel();
    new RPCHandler(router).upgrade(port1);
    port1.start();
    engines.push(port1);
    hear({ type: 'capstan:port' }, [port2]);
  };
  const transport = portTransport({
    origin: 'app://capstan',
    listen: (listener) => (hear = listener),
    post: () => setTimeout(give),
  });
  return {
    transport,
    give,
    say: (data: unknown, ports: readonly MessagePort[]) => hear(data, ports),
    kill: () => engines.at(-1)?.close(),
    stop: () => engines.forEach((port) => port.close()),
  };
}

const until = (link: Link, at: LinkStatus['at']) =>
  new Promise<LinkStatus>((resolve) => {
    if (link.status().at === at) resolve(link.status());
    else link.onStatus((status) => status.at === at && resolve(status));
  });

describe('the link', () => {
  const stops: (() => void)[] = [];
  afterEach(() => stops.splice(0).forEach((stop) => stop()));
  const start = () => {
    const desktop = shell();
    const link = connect(desktop.transport);
    stops.push(link.close, desktop.stop);
    return { desktop, link };
  };

  it('greets, then answers', async () => {
    const { link } = start();
    await expect(link.call((rpc) => rpc.push.history({}))).rejects.toMatchObject({ code: 'ENGINE_LOST' });
    expect(await until(link, 'connected')).toMatchObject({ hello: { who: 'Mara' } });
    expect(await link.call((rpc) => rpc.push.history({}))).toEqual([]);
  });

  it('hands on a typed refusal with its code, sentence and hint', async () => {
    const { link } = start();
    await until(link, 'connected');
    const refused = await link
      .call((rpc) => rpc.push.resume({ key: '12345678', version: 7, push: 'r-1' }))
      .catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(Refusal);
    expect(refused).toMatchObject({ code: 'STALE', message: 'You decided on r7, it is r9 now.', hint: 'Look again.' });
  });

  it('says what was wrong with an input', async () => {
    const { link } = start();
    await until(link, 'connected');
    await expect(link.call((rpc) => rpc.push.resume({ key: 'short', version: 7, push: 'nonsense' }))).rejects.toMatchObject({
      code: 'BAD_INPUT',
    });
  });

  it('rejects every pending call when the engine is lost, and comes back by itself', async () => {
    const { link, desktop } = start();
    await until(link, 'connected');
    const pending = [1, 2].map(() =>
      link.call((rpc) => rpc.push.hold({ key: '12345678', push: 'r-1' })).catch((error: unknown) => error),
    );
    desktop.kill();
    for (const one of await Promise.all(pending)) expect(one).toMatchObject({ code: 'ENGINE_LOST' });
    await until(link, 'connected');
    expect(await link.call((rpc) => rpc.push.history({}))).toEqual([]);
  });

  it('takes a new port while the old one still looks alive', async () => {
    const { link, desktop } = start();
    await until(link, 'connected');
    const pending = link.call((rpc) => rpc.push.hold({ key: '12345678', push: 'r-1' })).catch((error: unknown) => error);
    desktop.give();
    expect(await pending).toMatchObject({ code: 'ENGINE_LOST' });
    await until(link, 'connected');
  });

  it('opens streams again from where they were', async () => {
    const { link, desktop } = start();
    const heard: number[] = [];
    const enough = (count: number) => expect.poll(() => heard.length).toBe(count);
    const stop = link.stream(
      (rpc, signal) => rpc.push.log({ push: 'r-1', since: heard.at(-1) ?? 0 }, { signal }),
      (one) => heard.push(one.seq),
    );
    await enough(2);
    desktop.kill();
    await enough(4);
    expect(heard).toEqual([1, 2, 3, 4]);
    stop();
  });

  it('ends an aborted call at once, and in the same way everywhere', async () => {
    const { link } = start();
    await until(link, 'connected');
    const stopping = new AbortController();
    const pending = link
      .call((rpc, signal) => rpc.push.hold({ key: '12345678', push: 'r-1' }, { signal }), stopping.signal)
      .catch((error: unknown) => error);
    stopping.abort();
    expect(await pending).toMatchObject({ code: 'ABORTED' });
  });

  it('takes no port from a message that is not the shell’s', async () => {
    const { link, desktop } = start();
    await until(link, 'connected');
    const { port1, port2 } = new MessageChannel();
    desktop.say({ type: 'something else' }, [port2]);
    desktop.say('capstan:port', [port2]);
    expect(link.status().at).toBe('connected');
    port1.close();
  });
});
