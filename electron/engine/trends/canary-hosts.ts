import type { History } from '../history/history';

/**
 * The hosts that the push under way, or the newest, has switched, and the others of their types. Where it switched all of them, those that it
 * switched first.
 */
export function canaryHosts(
  history: History,
  hosts: readonly { readonly name: string; readonly type: string }[],
): { readonly canary: ReadonlySet<string>; readonly rest: ReadonlySet<string> } {
  const [newest] = history.pushes.newest(1);
  const rows = Object.values(newest?.push.hosts ?? {}).filter(({ switchedAt }) => switchedAt !== null);
  const of = (chosen: typeof rows) => {
    const canary = new Set(chosen.map(({ host }) => host));
    const types = new Set(chosen.map(({ type }) => type));
    return { canary, rest: new Set(hosts.flatMap(({ name, type }) => (types.has(type) && !canary.has(name) ? [name] : []))) };
  };
  const all = of(rows);
  return all.rest.size > 0 ? all : of(rows.filter(({ canary }) => canary));
}
