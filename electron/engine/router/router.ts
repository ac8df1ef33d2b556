import { workOf } from '../work-of';
import { base } from './base';
import { fleetRouter } from './fleet';
import { lockRouter } from './lock';
import { pushRouter } from './push';
import { settingsRouter } from './settings';
import { setupRouter } from './setup';
import { trendsRouter } from './trends';

/** The contract, implemented: thin, one file a room. */
export const router = {
  hello: base.hello.handler(({ context }) => {
    const { options, board } = context.engine;
    return {
      capstan: options.version,
      fleet: options.config.name,
      role: context.role,
      who: context.who,
      demo: options.demo,
      data: options.config.data,
      config: options.configFile,
      epoch: board.epoch,
      pid: process.pid,
      work: workOf(context.engine),
    };
  }),
  state: base.state.handler(async function* ({ input, context, signal }) {
    yield* context.engine.board.subscribe(input.since, signal);
  }),
  push: pushRouter,
  lock: lockRouter,
  fleet: fleetRouter,
  settings: settingsRouter,
  setup: setupRouter,
  trends: trendsRouter,
};

export type Router = typeof router;
