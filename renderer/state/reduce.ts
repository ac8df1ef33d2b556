import type { DeskChange, DeskState, HostView, StateEvent } from '../../shared/contract/state';

/** What the page holds of the `state` stream. */
export interface Held {
  readonly epoch: string;
  readonly seq: number;
  readonly desk: DeskState;
}

/**
 * Takes one event of the `state` stream to what is held. Null: the event does not follow on what is held (another epoch, a
 * number missing), so the stream has to be opened again from a snapshot. An event already seen changes nothing.
 */
export function applyEvent(held: Held | null, event: StateEvent): Held | null {
  if (event.kind === 'snapshot') return { epoch: event.epoch, seq: event.seq, desk: event.state };
  if (!held || held.epoch !== event.epoch) return null;
  if (event.seq <= held.seq) return held;
  if (event.seq !== held.seq + 1) return null;
  return { epoch: held.epoch, seq: event.seq, desk: event.changes.reduce(applyChange, held.desk) };
}

function applyChange(desk: DeskState, change: DeskChange): DeskState {
  if (change.at === 'hosts') return change.value.length ? { ...desk, hosts: withHosts(desk.hosts, change.value) } : desk;
  return { ...desk, [change.at]: change.value };
}

function withHosts(hosts: DeskState['hosts'], changed: readonly HostView[]): DeskState['hosts'] {
  const next: Record<string, HostView> = { ...hosts };
  for (const view of changed) next[view.host] = view;
  return next;
}
