import { CapstanError } from '../../../shared/contract/errors';
import { examine } from '../fleet/doctor';
import { act, base } from './base';

const unbuilt = (): never => {
  throw new CapstanError('REFUSED', 'Not built.', '');
};

export const fleetRouter = {
  host: base.fleet.host.handler(unbuilt),
  takeOut: base.fleet.takeOut.handler(unbuilt),
  putBack: base.fleet.putBack.handler(unbuilt),
  prune: base.fleet.prune.handler(unbuilt),
  doctor: base.fleet.doctor.handler(({ input, context }) => {
    const { fleet } = context.engine.desk().context;
    const hosts = input.hosts.map((name) => {
      const host = fleet.host(name);
      if (!host)
        throw new CapstanError('NOT_FOUND', `There is no host ${name} in this fleet.`, 'Look at `fleet.types` in capstan.yaml.');
      return host;
    });
    return examine(fleet, hosts.length > 0 ? hosts : fleet.hosts(), context.engine.clock);
  }),
  read: base.fleet.read.handler(async ({ context: { engine } }) => {
    const { fleet } = engine.desk().context;
    const read = await fleet.readAll({ urgent: true });
    // Who asked for it looks at the state next: it must not be the one of a moment ago.
    engine.board.set('live', fleet.live());
    return read;
  }),
  answer: base.fleet.answer.handler(({ input, context }) =>
    act(context, 'captain', 'fleet.answer', input, () => ({
      answered: context.engine.questions.answer(input.question, input.accept, input.secret, input.remember),
    })),
  ),
};
