import { isActive } from '../../shared/push/push';
import type { Engine } from '../engine/engine';

/**
 * Resolves when this process is asked to stop. `running`: the engine of this process, now; null: it has none. While that pushes, the first
 * Ctrl-C says what stopping would mean.
 */
export function untilStopped(running: () => Engine | null): Promise<void> {
  return new Promise((done) => {
    const onInterrupt = () => {
      const push = running()?.board.state().push;
      if (push && isActive(push.state) && !warned) {
        warned = true;
        process.stderr.write(
          `\n${push.id} is ${push.state.at}. Stopping now leaves it as it is; the next start takes it up. Ctrl-C again stops.\n`,
        );
        return;
      }
      done();
    };
    let warned = false;
    process.on('SIGINT', onInterrupt);
    process.once('SIGTERM', () => done());
    process.once('SIGHUP', () => done());
  });
}
