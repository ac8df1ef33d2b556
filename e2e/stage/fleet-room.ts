import { os, refuse } from './base';

export const fleetRouter = {
  host: os.fleet.host.handler(() => refuse('NOT_FOUND', 'Not on this stage.', '')),
  takeOut: os.fleet.takeOut.handler(() => refuse('REFUSED', 'Not on this stage.', '')),
  putBack: os.fleet.putBack.handler(() => refuse('REFUSED', 'Not on this stage.', '')),
  prune: os.fleet.prune.handler(() => refuse('REFUSED', 'Not on this stage.', '')),
  doctor: os.fleet.doctor.handler(() => []),
  read: os.fleet.read.handler(({ context: { actor } }) => ({ hosts: actor.state.live.hosts, failed: 0 })),
  answer: os.fleet.answer.handler(({ input, context: { actor } }) => {
    actor.decide([{ at: 'questions', value: actor.state.questions.filter((one) => one.id !== input.question) }]);
    return { answered: true };
  }),
};
