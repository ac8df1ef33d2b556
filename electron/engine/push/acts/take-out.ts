import { CapstanError } from '../../../../shared/contract/errors';
import type { Session, Who } from '../session';
import { putBack } from '../switch-hosts';

/** Takes hosts out of the push under way: those that it has changed go back. Throws NOT_FOUND for a host that is not in it. */
export async function takeOutOfPush(session: Session, names: readonly string[], who: Who): Promise<{ hosts: number }> {
  const { active, context } = session;
  const { id, hosts } = active.push();
  const strange = names.find((name) => !Object.hasOwn(hosts, name) || !context.fleet.host(name));
  if (strange !== undefined) throw new CapstanError('NOT_FOUND', `${strange} is not in ${id}.`, 'Check the name.');
  for (const name of names) {
    const host = context.fleet.host(name);
    const row = active.push().hosts[name];
    if (!host || !row) continue;
    active.say(`taken out of the push by ${who.name}`, { host: name, level: 'warn', mark: 'warn' });
    if (!row.changed) {
      active.host(name, { state: 'left out', detail: `taken out by ${who.name}` });
      continue;
    }
    active.host(name, { state: 'reverting' });
    const put = await putBack(host, { fence: active.row().fence, push: id, release: row.previous }, context, session.closing);
    if (put.ok || put.unchanged) active.host(name, { state: 'rolled back', changed: false, detail: `taken out by ${who.name}` });
    else active.host(name, { state: 'unknown', detail: `rollback pending: ${put.said}` });
    // No fault of this host: another desk acts.
    if (!put.ok && put.fence !== null) await session.overtaken(null);
  }
  session.changed();
  return { hosts: names.length };
}
