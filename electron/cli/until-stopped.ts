import { isActive } from '../../shared/push/push';
import type { Engine } from '../engine/engine';

/** Resolves when this process is asked to stop. `running`: the engine, or how to get it where it can become another. While a push runs the first Ctrl-C says what stopping would mean. */
export function untilStopped(running: Engine | (() => Engine)): Promise<void> {
  return new Promise((done) => {
    const onInterrupt = () => {
      const engine = typeof running === 'function' ? running() : running;
      const { push } = engine.board.state();
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
