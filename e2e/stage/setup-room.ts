import { os, refuse } from './base';

export const setupRouter = {
  draft: os.setup.draft.handler(() => refuse('REFUSED', 'Not on this stage.', '')),
  try: os.setup.try.handler(() => refuse('REFUSED', 'Not on this stage.', '')),
  write: os.setup.write.handler(() => refuse('REFUSED', 'Not on this stage.', '')),
};
