import { createRouterClient } from '@orpc/server';
import type { ContractRouterClient } from '@orpc/contract';
import { randomUUID } from 'node:crypto';
import { readlinkSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Contract, Role } from '../shared/contract/contract';
import type { DeskState } from '../shared/contract/state';
import { isActive } from '../shared/push/push';
import type { Engine } from '../electron/engine/engine';
import { router } from '../electron/engine/router/router';
import type { TestFleet } from './test-engine';

export type TestClient = ContractRouterClient<Contract>;

/** A person at a desk of a test's fleet: asks and acts over the contract, as a shell does. */
export function person(engine: Engine, role: Role = 'captain', who = 'Mara') {
  const client: TestClient = createRouterClient(router, { context: { engine, role, who, via: 'test' } });
  const version = () => engine.board.state().version;
  return {
    client,
    state: () => engine.board.state(),
    push: async (revision: string, options: { override?: string[]; unlock?: boolean } = {}): Promise<string> =>
      (await client.push.start({ key: randomUUID(), version: version(), revision, ...options })).push,
    rollback: (push: string | null = null, alsoUndo: string[] = []) => client.push.rollback({ key: randomUUID(), push, alsoUndo }),
    hold: (push: string) => client.push.hold({ key: randomUUID(), push }),
    resume: (push: string) => client.push.resume({ key: randomUUID(), version: version(), push }),
    unlock: () => client.lock.clear({ key: randomUUID(), version: version() }),
    /** The state as soon as it is what is waited for. Fails, saying where the push stands, after `withinMs`. */
    until: async (is: (state: DeskState) => boolean, withinMs = 90_000): Promise<DeskState> => {
      const stop = AbortSignal.timeout(withinMs);
      for await (const _event of engine.board.subscribe(null, stop)) if (is(engine.board.state())) return engine.board.state();
      const { push, lock } = engine.board.state();
      throw new Error(
        `Waited in vain: ${JSON.stringify({ state: push?.state, lock, hosts: push?.hosts.map((host) => `${host.host} ${host.state} ${host.detail}`) }, null, 1)}`,
      );
    },
  };
}

export type Person = ReturnType<typeof person>;

/** Whether the push has ended or waits for somebody. */
export function ended(id: string): (state: DeskState) => boolean {
  return ({ push }) => push?.id === id && (!isActive(push.state) || push.state.at === 'held');
}

/** What each host of the fleet is linked to, read from its files: nobody's opinion. */
export function links(fleet: TestFleet): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fleet.hosts).map(([name, host]) => [name, basename(readlinkSync(join(host.home, 'srv/shop/current')))]),
  );
}

/** The releases that are linked anywhere, by the revision in their names. */
export function revisionsLinked(fleet: TestFleet): string[] {
  return [...new Set(Object.values(links(fleet)).map((release) => release.split('-')[0] ?? ''))].sort();
}
