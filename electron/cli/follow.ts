import type { DeskState, LogLine, PushView, StateEvent } from '../../shared/contract/state';
import { isActive } from '../../shared/push/push';
import { clockTime, plain, print } from './output';
import type { Client } from './attach';

/** The part of the contract that is needed to know the state. */
export interface StateSource {
  state(input: { since: null }, options?: { signal?: AbortSignal }): Promise<AsyncIterable<StateEvent>>;
}

/** The state now. */
export async function stateNow(client: StateSource): Promise<DeskState> {
  const stop = new AbortController();
  try {
    for await (const event of await client.state({ since: null }, { signal: stop.signal }))
      if (event.kind === 'snapshot') return event.state;
  } finally {
    stop.abort();
  }
  throw new Error('The engine sent no state.');
}

/** Resolves with the first state, from now on, that is what is waited for. */
export async function stateWhen(client: StateSource, is: (state: DeskState) => boolean, signal?: AbortSignal): Promise<DeskState> {
  const stop = new AbortController();
  const both = signal ? AbortSignal.any([signal, stop.signal]) : stop.signal;
  let state: DeskState | null = null;
  try {
    for await (const event of await client.state({ since: null }, { signal: both })) {
      state = applied(state, event);
      if (state && is(state)) return state;
    }
  } catch (error) {
    // In process an abort ends the stream without a word, over a socket it throws.
    if (!signal?.aborted) throw error;
  } finally {
    stop.abort();
  }
  throw new Error(signal?.aborted ? 'Waited too long.' : 'The engine is gone.');
}

/** The state after an event; null as long as no snapshot came. */
export function applied(state: DeskState | null, event: StateEvent): DeskState | null {
  if (event.kind === 'snapshot') return event.state;
  if (!state) return null;
  let next = state;
  for (const change of event.changes) {
    if (change.at === 'hosts')
      next = { ...next, hosts: { ...next.hosts, ...Object.fromEntries(change.value.map((host) => [host.host, host])) } };
    else next = { ...next, [change.at]: change.value };
  }
  return next;
}

/**
 * Prints a push's log as it happens, from a time on; resolves with it when it waits for a person, or has ended and nothing is done for
 * it any more.
 */
export async function followPush(client: Client, push: string, quiet: boolean, since = 0): Promise<PushView> {
  const stop = new AbortController();
  const lines = (async () => {
    for await (const line of await client.push.log({ push }, { signal: stop.signal }))
      if (!quiet && line.at >= since) print(logLine(line));
  })().catch(() => undefined);
  let seen = false;
  const { push: end } = await stateWhen(client, ({ push: at }) => {
    // Another in its place: it has ended, though the end itself was not seen here.
    if (at?.id !== push) return seen;
    seen = true;
    return isSettled(at);
  });
  // The last lines are on their way.
  await new Promise((wake) => setTimeout(wake, 150));
  stop.abort();
  await lines;
  return end?.id === push ? end : (await client.push.report({ push, phase: null })).view;
}

/** Whether a push waits for a person, or has ended and nothing is done for it any more. */
export function isSettled({ state, finishing }: PushView): boolean {
  return state.at === 'held' || (!isActive(state) && !finishing);
}

export function logLine(line: LogLine): string {
  return plain(`${clockTime(line.at)}  ${line.host ? `${line.host} ` : ''}${line.text}`);
}
