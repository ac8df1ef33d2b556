import { fromEngine, type FromEngine, type ToEngine } from '../../shared/desk/host-port';
import { recentDeaths, restartDelay } from './restart';

/** A process as Electron forks it, as far as it is used here. */
export interface Child<Port> {
  postMessage(message: ToEngine, transfer?: Port[]): void;
  readonly pid?: number | undefined;
  on(event: 'message', hear: (message: unknown) => void): unknown;
  once(event: 'exit', hear: (code: number) => void): unknown;
}

/** The engine, for as long as the app runs: started again whenever it dies. */
export interface EngineProcess<Port> {
  /** True: it was handed over. False: there is no engine now; hears `ready` when there is. */
  hand(port: Port): boolean;
  tell(message: ToEngine): void;
  /** Ends this one in order and starts another. */
  restart(): void;
  /** Asks it to end, and kills it when it does not. Resolves when it is gone. */
  stop(): Promise<void>;
}

/**
 * Keeps one engine running. `heard` gets what it says, once it was understood; messages that are none of ours are dropped.
 * `gone` is told when it has died, before the next one is started.
 */
export function superviseEngine<Port>(deps: {
  fork(): Child<Port>;
  heard(message: FromEngine): void;
  gone(): void;
  now?: () => number;
  readonly stopWithinMs?: number;
}): EngineProcess<Port> {
  const now = deps.now ?? Date.now;
  let child: Child<Port> | null = null;
  let ready = false;
  let stopping = false;
  let deaths: number[] = [];
  let timer: NodeJS.Timeout | null = null;

  const start = () => {
    timer = null;
    const mine = deps.fork();
    child = mine;
    mine.on('message', (message) => {
      const { data } = fromEngine.safeParse(message);
      if (!data || child !== mine) return;
      if (data.type === 'ready') ready = true;
      // What it cannot start with does not change by starting it again.
      if (data.type === 'failed') stopping = true;
      deps.heard(data);
    });
    mine.once('exit', () => {
      if (child !== mine) return;
      child = null;
      ready = false;
      deps.gone();
      if (stopping) return;
      deaths = [...recentDeaths(deaths, now()), now()];
      timer = setTimeout(start, restartDelay(deaths, now()));
    });
  };
  const end = (): Promise<void> => {
    const leaving = child;
    if (!leaving) return Promise.resolve();
    return new Promise((resolve) => {
      // One that hangs does not hear SIGTERM either.
      const late = setTimeout(() => leaving.pid !== undefined && process.kill(leaving.pid, 'SIGKILL'), deps.stopWithinMs ?? 5000);
      leaving.once('exit', () => {
        clearTimeout(late);
        resolve();
      });
      leaving.postMessage({ type: 'stop' });
    });
  };
  start();

  return {
    hand: (port) => {
      if (ready) child?.postMessage({ type: 'port' }, [port]);
      return ready;
    },
    tell: (message) => child?.postMessage(message),
    restart: () => {
      deaths = [];
      if (child) void end();
      else if (timer === null) start();
    },
    stop: () => {
      stopping = true;
      if (timer) clearTimeout(timer);
      return end();
    },
  };
}
