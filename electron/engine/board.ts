import { randomUUID } from 'node:crypto';
import type { DeskChange, DeskState, HostView, StateEvent } from '../../shared/contract/state';
import { createTopic } from './topic';

type Slice = Exclude<keyof DeskState, 'hosts'>;

/**
 * The state that every desk sees. Rooms set slices of it; what changed within one beat goes out as one event. Keeps the last
 * events, so that a page that lost its connection gets what it missed instead of everything.
 */
export interface Board {
  readonly epoch: string;
  state(): DeskState;
  set<K extends Slice>(at: K, value: DeskState[K]): void;
  setHosts(hosts: readonly HostView[]): void;
  /** Replaces the whole set of hosts (the configuration changed): every page gets a new snapshot. */
  replaceHosts(hosts: readonly HostView[], types: DeskState['types']): void;
  /** Counts a decision: acts that were decided on an earlier version are refused from here on. */
  decided(): number;
  subscribe(since: { epoch: string; seq: number } | null, signal?: AbortSignal): AsyncGenerator<StateEvent>;
  /** How many read along now. */
  readonly readers: number;
  close(): void;
}

const kept = 512;

export function createBoard(initial: DeskState, now: () => number, beatMs = 60): Board {
  const epoch = randomUUID();
  const topic = createTopic<StateEvent>();
  let state = initial;
  let seq = 0;
  let ring: StateEvent[] = [];
  let slices = new Map<Slice, DeskChange>();
  let hosts = new Map<string, HostView>();
  // Kept apart and joined when somebody asks: a thousand hosts report one by one.
  let allHosts = new Map<string, HostView>(Object.entries(initial.hosts));
  let joined = true;
  let timer: NodeJS.Timeout | null = null;

  const flush = () => {
    if (timer) clearTimeout(timer);
    timer = null;
    if (slices.size === 0 && hosts.size === 0) return;
    const changes: DeskChange[] = [...slices.values()];
    if (hosts.size > 0) changes.push({ at: 'hosts', value: [...hosts.values()] });
    slices = new Map();
    hosts = new Map();
    const event: StateEvent = { kind: 'changes', epoch, seq: ++seq, now: now(), changes };
    ring.push(event);
    if (ring.length > kept) ring = ring.slice(-kept);
    topic.publish(event);
  };
  const touch = () => {
    timer ??= setTimeout(flush, beatMs);
  };
  const whole = (): DeskState => {
    if (!joined) state = { ...state, hosts: Object.fromEntries(allHosts) };
    joined = true;
    return state;
  };
  const snapshot = (): StateEvent => ({ kind: 'snapshot', epoch, seq, now: now(), state: whole() });

  const set: Board['set'] = (at, value) => {
    state = { ...state, [at]: value };
    // The compiler cannot follow that `at` and `value` belong together through the union.
    slices.set(at, { at, value } as DeskChange);
    touch();
  };

  return {
    epoch,
    state: whole,
    set,
    setHosts: (views) => {
      for (const view of views) {
        allHosts.set(view.host, view);
        hosts.set(view.host, view);
      }
      joined = false;
      touch();
    },
    replaceHosts: (views, types) => {
      flush();
      allHosts = new Map(views.map((view) => [view.host, view]));
      joined = false;
      state = { ...state, types };
      seq += 1;
      ring = [];
      topic.publish(snapshot());
    },
    decided: () => {
      set('version', state.version + 1);
      return state.version;
    },
    async *subscribe(since, signal) {
      flush();
      const live = topic.subscribe(signal);
      const missed = since?.epoch === epoch ? ring.filter((event) => event.seq > since.seq) : null;
      const gapless = missed !== null && (missed[0]?.seq === (since?.seq ?? 0) + 1 || (missed.length === 0 && since?.seq === seq));
      try {
        if (gapless && missed) yield* missed;
        else yield snapshot();
        yield* live;
      } finally {
        await live.return(undefined);
      }
    },
    get readers() {
      return topic.readers;
    },
    close: () => {
      if (timer) clearTimeout(timer);
      topic.close();
    },
  };
}
