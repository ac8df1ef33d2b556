import { describe, expect, it } from 'vitest';
import type { DeskChange, DeskState, HostView, StateEvent } from '../../shared/contract/state';
import { applyEvent, type Held } from './reduce';

const view = (host: string, linked: string) => ({ host, linked }) as unknown as HostView;
const desk = { version: 1, hosts: { a: view('a', 'old'), b: view('b', 'old') } } as unknown as DeskState;
const snapshot: StateEvent = { kind: 'snapshot', epoch: 'one', seq: 4, now: 0, state: desk };
const changes = (seq: number, list: readonly DeskChange[], epoch = 'one'): StateEvent => ({
  kind: 'changes',
  epoch,
  seq,
  now: 0,
  changes: list,
});
const held: Held = { epoch: 'one', seq: 4, desk };

describe('applyEvent', () => {
  it('takes a snapshot whatever was held', () => {
    expect(applyEvent(null, snapshot)).toEqual(held);
    expect(applyEvent({ ...held, epoch: 'before', seq: 90 }, snapshot)).toEqual(held);
  });

  it('applies changes in order and merges hosts by name', () => {
    const next = applyEvent(
      held,
      changes(5, [
        { at: 'version', value: 2 },
        { at: 'hosts', value: [view('b', 'new')] },
        { at: 'version', value: 3 },
      ]),
    );
    expect(next?.seq).toBe(5);
    expect(next?.desk.version).toBe(3);
    expect(next?.desk.hosts).toEqual({ a: view('a', 'old'), b: view('b', 'new') });
    expect(held.desk.version).toBe(1);
  });

  it('keeps what no change named', () => {
    const next = applyEvent(held, changes(5, [{ at: 'version', value: 2 }]));
    expect(next?.desk.hosts).toBe(held.desk.hosts);
  });

  it('ignores what it has seen, and asks for a snapshot where something is missing', () => {
    expect(applyEvent(held, changes(4, [{ at: 'version', value: 9 }]))).toBe(held);
    expect(applyEvent(held, changes(6, []))).toBeNull();
    expect(applyEvent(held, changes(5, [], 'two'))).toBeNull();
    expect(applyEvent(null, changes(5, []))).toBeNull();
  });
});
