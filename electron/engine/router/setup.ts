import { CapstanError } from '../../../shared/contract/errors';
import { base } from './base';

const unbuilt = (): never => {
  throw new CapstanError('REFUSED', 'Not built.', '');
};

export const setupRouter = {
  draft: base.setup.draft.handler(unbuilt),
  try: base.setup.try.handler(unbuilt),
  write: base.setup.write.handler(unbuilt),
};
