import { WebSocket } from 'ws';
import type { Connect } from './connect';

/** The code with which a page is sent away to come again: the service restarts. */
const comeAgain = 1012;
/** A page that reads so slowly that more than this waits for it is given nothing new before. */
const mostWaiting = 4 << 20;

/**
 * With the engine that listens at a socket, in another process: frames are passed on as they are. The engine is told for whom, and holds
 * them to their role. Pings go through too, so that each end sees whether the other is there.
 */
export function relayTo(path: string): Connect {
  return (page, { role, who }) => {
    const engine = new WebSocket(`ws+unix:${path}:/`, {
      headers: { 'x-capstan-who': encodeURIComponent(who), 'x-capstan-role': role, 'x-capstan-via': 'browser' },
      handshakeTimeout: 3000,
      // The engine is ours; what a page sends has been measured at its own door.
      maxPayload: 0,
      autoPong: false,
    });
    page.pause();
    engine.once('open', () => page.resume());
    pass(page, engine);
    pass(engine, page);
    engine.on('ping', (data) => page.readyState === page.OPEN && page.ping(data));
    page.on('pong', (data) => engine.readyState === engine.OPEN && engine.pong(data));
    engine.on('error', () => engine.terminate());
    page.on('error', () => page.terminate());
    engine.once('close', () => page.close(comeAgain, 'The engine has gone.'));
    page.once('close', () => engine.terminate());
  };
}

/** Passes on what one says to the other, no faster than that takes it. */
function pass(from: WebSocket, to: WebSocket): void {
  from.on('message', (data, isBinary) => {
    if (to.readyState !== to.OPEN) return;
    to.send(data, { binary: isBinary }, () => {
      if (from.isPaused && to.bufferedAmount <= mostWaiting) from.resume();
    });
    if (to.bufferedAmount > mostWaiting) from.pause();
  });
}
