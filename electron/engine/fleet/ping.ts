import type { Warm } from './dial';

/**
 * The round trip to a host in ms, by a request that any server has to answer and none acts on (to stop a forwarding that was never
 * begun). Null when the connection ends first; otherwise it waits for as long as that takes.
 */
export function ping(warm: Warm): Promise<number | null> {
  return new Promise((resolve) => {
    const start = performance.now();
    const stop = warm.onGone(() => resolve(null));
    try {
      warm.client.unforwardIn('', 0, () => {
        stop();
        resolve(warm.gone ? null : performance.now() - start);
      });
    } catch {
      stop();
      resolve(null);
    }
  });
}
