import { os, refuse } from './base';

export const settingsRouter = {
  read: os.settings.read.handler(() => refuse('REFUSED', 'Not on this stage.', '')),
  draft: os.settings.draft.handler(() => refuse('REFUSED', 'Not on this stage.', '')),
  save: os.settings.save.handler(() => refuse('REFUSED', 'Not on this stage.', '')),
  changes: os.settings.changes.handler(() => refuse('REFUSED', 'Not on this stage.', '')),
  prefer: os.settings.prefer.handler(() => refuse('REFUSED', 'Not on this stage.', '')),
  backups: os.settings.backups.handler(() => refuse('REFUSED', 'Not on this stage.', '')),
  backup: os.settings.backup.handler(() => refuse('REFUSED', 'Not on this stage.', '')),
  acts: os.settings.acts.handler(() => refuse('REFUSED', 'Not on this stage.', '')),
};
