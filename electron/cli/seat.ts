import { CapstanError } from '../../shared/contract/errors';
import { socketPath } from '../engine/claim';
import type { Engine, SetupPlace } from '../engine/engine';
import { startEngine, type StartedEngine } from '../engine/start-engine';
import { inThisProcess, type Connect } from '../serve/connect';
import { relayTo } from '../serve/relay';
import type { BrowserShell } from '../serve/serve';
import { attach, type Attached } from './attach';
import { fleetPlace, tellBroken, type FleetPlace } from './fleet-place';
import { silent } from './session';
import { namesOf } from './who';

/** An engine for a shell that lasts: one of its own process, or the one that runs already. */
export interface Seat {
  readonly fleet: string;
  readonly who: string;
  readonly connect: Connect;
  /** Null: it runs elsewhere. */
  readonly engine: Engine | null;
  /** Resolves when it has ended. */
  readonly gone: Promise<void>;
  close(): Promise<void>;
}

export interface SeatOptions {
  readonly config: string;
  readonly acceptNew: boolean;
  readonly demo: boolean;
  readonly opens?: SetupPlace['opens'];
}

const openWithinMs = 20_000;
/** For so long another shell (the desktop's, which starts its engine anew) goes first. */
const othersFirstMs = 3000;

/** Attaches to the running engine, and keeps it by that; where none runs, hosts one. `heir`: one has just gone. */
export async function takeSeat(options: SeatOptions, heir = false): Promise<Seat> {
  const place = await fleetPlace(options.config);
  const since = performance.now();
  for (;;) {
    const attached = await attach(place.data, place.who);
    const hello = await attached?.client.hello().catch(() => null);
    if (attached && hello) {
      const { fleet, pid } = hello;
      tellBroken(place, 'of the engine');
      process.stderr.write(`An engine of this fleet runs already (process ${pid}): this shows it.\n`);
      return elsewhere(attached, fleet, place);
    }
    const waited = performance.now() - since;
    if (waited > openWithinMs) throw silent(place);
    if (!heir || waited > othersFirstMs) {
      const own = await host(place, options);
      if (own) return own;
    }
    await new Promise((wake) => setTimeout(wake, 100));
  }
}

/** Shows what the seat has until `stopped`; when an engine elsewhere has gone, goes on with the next one. Leaves the last one open. */
export async function keepShown(
  held: { seat: Seat },
  shell: BrowserShell,
  { stopped, options }: { readonly stopped: Promise<void>; readonly options: () => SeatOptions },
): Promise<void> {
  for (;;) {
    const { seat } = held;
    const isOver = await Promise.race([stopped.then(() => true), seat.gone.then(() => false)]);
    if (isOver) return;
    // Another fleet was opened in its place.
    if (held.seat !== seat) continue;
    process.stderr.write('The engine that this showed has gone: going on with the next one.\n');
    held.seat = await takeSeat(options(), true);
    shell.show(held.seat.connect, namesOf(held.seat.who));
  }
}

function elsewhere({ ended, close }: Attached, fleet: string, { data, who }: FleetPlace): Seat {
  return {
    ...{ fleet, who, connect: relayTo(socketPath(data)), engine: null, gone: ended },
    close: () => Promise.resolve(close()),
  };
}

/** Null: another process has the data directory. */
async function host({ configFile, who, found }: FleetPlace, options: SeatOptions): Promise<Seat | null> {
  if (!found.ok) throw found.error;
  const { acceptNew, demo, opens } = options;
  let own: StartedEngine;
  try {
    own = await startEngine(found.config, { configFile, who, demo, acceptNew, takeUp: true, ...(opens ? { opens } : {}) });
  } catch (error) {
    if (error instanceof CapstanError && error.code === 'BUSY') return null;
    throw error;
  }
  let closed: () => void = () => undefined;
  const gone = new Promise<void>((done) => (closed = done));
  const { engine } = own;
  const close = () => own.close().finally(closed);
  return { fleet: found.config.name, who, connect: inThisProcess(engine), engine, gone, close };
}
