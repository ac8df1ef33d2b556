import { CapstanError } from '../../shared/contract/errors';
import { attach, type Attached, type Client } from './attach';
import { startInBackground, type Background } from './background';
import { fleetPlace, tellBroken, type FleetPlace } from './fleet-place';
import { plain } from './output';
import { answerQuestions } from './questions';

export interface SessionOptions {
  /** Path of capstan.yaml; null: found from the working directory upwards. */
  readonly config: string | null;
  readonly acceptNew: boolean;
  readonly json: boolean;
  /** Where the file is broken and no engine runs: start one with the configuration that was in force last. */
  readonly lastGood: boolean;
}

/** A way to the one engine of a data directory, which runs in another process. */
export interface Session {
  readonly client: Client;
  /** Whether that engine has gone. */
  lost(): boolean;
  close(): Promise<void>;
}

/** An engine may be about to begin, or to end: for so long it is tried again. */
const openWithinMs = 20_000;
const goneWithinMs = 5000;
const helloWithinMs = 3000;

/** Attaches to the running engine of the fleet's data directory, or starts one in the background. */
export async function openSession(options: SessionOptions): Promise<Session> {
  const place = await fleetPlace(options.config);
  const until = performance.now() + openWithinMs;
  let started: Background | null = null;
  for (;;) {
    const attached = await attach(place.data, place.who);
    if (attached) {
      tellBroken(place, started ? 'last good' : 'of the engine');
      return started ? ofOwn(attached, started, options.json) : ofAnother(attached);
    }
    if (performance.now() > until) throw silent(place);
    if (!place.found.ok && (place.found.before === null || !options.lastGood)) throw place.found.error;
    started = await startInBackground(place, options);
    // Another has the directory: it is about to listen, or about to end.
    if (!started) await new Promise((wake) => setTimeout(wake, 100));
  }
}

/** What is said where an engine has the data directory, and nobody comes through to it. */
export function silent({ data }: FleetPlace): CapstanError {
  return new CapstanError('BUSY', `Another engine works with ${data}, and does not answer.`, 'Try again; if it hangs, end it.');
}

function ofAnother({ client, lost, close }: Attached): Session {
  return { client, lost, close: () => Promise.resolve(close()) };
}

/** The engine that this verb started: it asks here, and where nothing keeps it, it has gone before the verb ends. */
function ofOwn({ client, lost, close }: Attached, started: Background, json: boolean): Session {
  const stop = answerQuestions(client, json);
  return {
    client,
    lost,
    close: async () => {
      stop();
      const hello = lost() ? null : await Promise.race([client.hello().catch(() => null), after(helloWithinMs)]);
      close();
      if (hello?.work == null) return await started.gone(goneWithinMs);
      process.stderr.write(
        `The engine goes on in the background (process ${hello.pid}): ${plain(hello.work)}. "capstan status" looks, "capstan serve" opens the page.\n`,
      );
    },
  };
}

const after = (ms: number) => new Promise<null>((wake) => setTimeout(() => wake(null), ms).unref());
