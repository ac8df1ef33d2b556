import { CapstanError } from '../../../shared/contract/errors';
import type { History } from '../history/history';
import type { StoredVerdict } from '../history/verdicts';
import { gaugeSeries, judgeAgain, phaseReport } from '../push/report';
import { act, base, need, type Caller } from './base';
import { gaugeSamples } from './samples';

const room = (caller: Caller) => caller.engine.desk().push;
const who = (caller: Caller) => ({ name: caller.who, via: caller.via });

export const pushRouter = {
  plan: base.push.plan.handler(({ input, context }) => room(context).plan(input.revision)),
  start: base.push.start.handler(({ input, context }) =>
    act(context, 'captain', 'push.start', input, () => room(context).start(input, who(context))),
  ),
  rollback: base.push.rollback.handler(({ input, context }) =>
    act(context, 'responder', 'push.rollback', input, () => room(context).rollback(input, who(context))),
  ),
  hold: base.push.hold.handler(({ input, context }) =>
    act(context, 'responder', 'push.hold', input, () => room(context).hold(input.push, input.reason, who(context))),
  ),
  resume: base.push.resume.handler(({ input, context }) =>
    act(context, 'captain', 'push.resume', input, () => room(context).resume(input.push, who(context))),
  ),
  takeOut: base.push.takeOut.handler(({ input, context }) =>
    act(context, 'responder', 'push.takeOut', input, () => room(context).takeOut(input.push, input.hosts, who(context))),
  ),
  converge: base.push.converge.handler(({ input, context }) =>
    act(context, 'captain', 'push.converge', input, () => room(context).converge(input.hosts, who(context))),
  ),
  log: base.push.log.handler(async function* ({ input, context, signal }) {
    const push = input.push ?? null;
    yield* context.engine.log.subscribe(push, input.since, signal);
  }),
  samples: base.push.samples.handler(async function* ({ input, context, signal }) {
    yield* gaugeSamples(context.engine, input.since, signal);
  }),
  history: base.push.history.handler(({ input, context }) => context.engine.history.pushes.summaries(input.limit)),
  report: base.push.report.handler(({ input, context }) => phaseReport(input.push, input.phase, context.engine.desk().context)),
  series: base.push.series.handler(({ input, context }) =>
    gaugeSeries(input.push, input.phase, input.gauge, context.engine.desk().context),
  ),
  judge: base.push.judge.handler(({ input, context }) => judgeAgain(input, context.engine.desk().context)),
  inputs: base.push.inputs.handler(({ input, context }) => {
    need(context, 'viewer');
    const stored = judgedOf(input.push, context.engine.history);
    return { push: input.push, windows: stored.map(({ input: window, bytes }) => ({ input: window, verdict: bytes })) };
  }),
};

/** The stored verdicts of a push with their inputs. Throws NOT_FOUND where there are none. */
function judgedOf(push: string, { pushes, verdicts }: History): readonly StoredVerdict[] {
  const stored = verdicts.list(push);
  if (stored.length > 0) return stored;
  if (pushes.get(push) === null)
    throw new CapstanError('NOT_FOUND', `This desk has no history of ${push}.`, 'Look at `capstan history`.');
  throw new CapstanError('NOT_FOUND', `${push} has no recorded windows: nothing was judged in it.`, 'Look at `capstan history`.');
}
