import { keepSecret } from '../settings/keep-secret';
import { act, base, need, type Caller } from './base';

const room = (caller: Caller) => caller.engine.settings;
const who = (caller: Caller) => ({ name: caller.who, via: caller.via });

export const settingsRouter = {
  read: base.settings.read.handler(({ context }) => room(context).read()),
  draft: base.settings.draft.handler(({ input, context }) => room(context).draft(input.base, input.edits)),
  save: base.settings.save.handler(({ input, context }) =>
    act(context, 'captain', 'settings.save', input, () => room(context).save(input, who(context))),
  ),
  changes: base.settings.changes.handler(({ input, context }) => {
    need(context, 'viewer');
    return room(context).changes(input.limit);
  }),
  prefer: base.settings.prefer.handler(({ input, context }) =>
    act(context, 'captain', 'settings.prefer', input, () => room(context).prefer(input)),
  ),
  backups: base.settings.backups.handler(({ context }) => room(context).backups.list()),
  backup: base.settings.backup.handler(({ input, context }) =>
    act(context, 'captain', 'settings.backup', input, () => room(context).backups.make()),
  ),
  secret: base.settings.secret.handler(({ input, context }) => {
    // What is kept of the act is not the secret, and yet whether there was one.
    const asked = { ...input, forgets: input.secret === null };
    return act(context, 'captain', 'settings.secret', asked, () => keepSecret(context.engine.options, input.name, input.secret));
  }),
  acts: base.settings.acts.handler(({ input, context }) => {
    need(context, 'viewer');
    return room(context).acts(input.limit);
  }),
};
