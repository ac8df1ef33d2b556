import { CapstanError } from '../../../shared/contract/errors';
import { base } from './base';

const unbuilt = (): never => {
  throw new CapstanError('REFUSED', 'Not built.', '');
};

export const settingsRouter = {
  read: base.settings.read.handler(unbuilt),
  draft: base.settings.draft.handler(unbuilt),
  save: base.settings.save.handler(unbuilt),
  changes: base.settings.changes.handler(unbuilt),
  prefer: base.settings.prefer.handler(unbuilt),
  backups: base.settings.backups.handler(unbuilt),
  backup: base.settings.backup.handler(unbuilt),
  acts: base.settings.acts.handler(unbuilt),
};
