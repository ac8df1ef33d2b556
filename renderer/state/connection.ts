import { connect } from '../client';
import type { Transport } from '../transport';
import { setLink, useDeskStore } from './desk';
import { log } from './log';
import { applyEvent } from './reduce';
import { samples } from './samples';

/** Connects the page and is from then on the one writer of the store and of both rings. */
export function startConnection(transport: Transport): () => void {
  const link = connect(transport);
  const { setState, getState } = useDeskStore;
  setLink(link);

  const stopStatus = link.onStatus((status) => setState(status.at === 'connected' ? { status, hello: status.hello } : { status }));

  let stopState = () => {};
  const followState = () => {
    stopState();
    stopState = link.stream(
      (rpc, signal) => {
        const held = getState().held;
        return rpc.state({ since: held ? { epoch: held.epoch, seq: held.seq } : null }, { signal });
      },
      (event) => {
        const before = getState().held;
        const held = applyEvent(before, event);
        if (before && held?.epoch !== before.epoch) {
          samples.clear();
          log.clear();
        }
        setState({ held, offsetMs: event.now - Date.now() });
        // A number is missing: only a snapshot helps.
        if (!held) followState();
        else followLog(held.desk.push?.id ?? null);
      },
    );
  };

  let logged: string | null = null;
  let stopLog = () => {};
  const followLog = (push: string | null) => {
    if (push === logged) return;
    logged = push;
    stopLog();
    log.clear();
    stopLog = push
      ? link.stream(
          (rpc, signal) => rpc.push.log({ push, since: log.seq }, { signal }),
          (line) => log.add(line),
        )
      : () => {};
  };

  let last = 0;
  const stopSamples = link.stream(
    (rpc, signal) => rpc.push.samples({ since: last }, { signal }),
    (next) => {
      last = next.times.at(-1) ?? last;
      samples.add(next);
    },
  );

  followState();
  return () => {
    stopStatus();
    stopState();
    stopLog();
    stopSamples();
    link.close();
  };
}
