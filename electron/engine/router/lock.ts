import { act, base, type Caller } from './base';

const who = (caller: Caller) => ({ name: caller.who, via: caller.via });

export const lockRouter = {
  take: base.lock.take.handler(({ input, context }) =>
    act(context, 'captain', 'lock.take', input, async () => {
      await context.engine.desk().push.lock(input.reason, who(context));
      return context.engine.board.state().lock;
    }),
  ),
  clear: base.lock.clear.handler(({ input, context }) =>
    act(context, 'captain', 'lock.clear', input, async () => {
      await context.engine.desk().push.unlock(input.reason, who(context));
      return context.engine.board.state().lock;
    }),
  ),
};
