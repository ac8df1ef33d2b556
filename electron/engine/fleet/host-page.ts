import type { HostPage } from '../../../shared/contract/fleet';
import type { HostView } from '../../../shared/contract/state';
import { fillLinks } from '../../../shared/desk/fill-links';
import { fillHost } from './commands/shell';
import type { FleetHost, FleetRoom } from './fleet-room';

/** Everything that is known of one host: what was read there last, what its type has configured, and what was done on it lately. */
export function hostPage(host: FleetHost, view: HostView, fleet: FleetRoom, links: Readonly<Record<string, string>>): HostPage {
  const facts = fleet.facts(host.name);
  const { type, address } = host;
  const filled = (line: string | null) => (line === null ? null : fillHost(line, host.name));
  const pushes = [...(facts?.pushes ?? [])]
    .sort((a, b) => Number(b.push.slice(2)) - Number(a.push.slice(2)))
    .map((record) => ({ ...record, at: record.at === null ? null : record.at * 1000 }));
  const { verify } = type;
  return {
    view,
    address: address.address,
    port: address.port,
    path: host.path,
    fence: facts?.fence ?? null,
    writable: facts?.writable ?? null,
    commands: {
      drain: filled(type.drain),
      undrain: filled(type.undrain),
      reload: filled(type.reload),
      verify: verify === null ? null : verify.by === 'http' ? verify.url : filled(verify.command),
    },
    scrape: type.scrape,
    pushes,
    operations: fleet.operations(host.name),
    links: Object.fromEntries(
      fillLinks(links, {
        host: host.name,
        revision: view.linked?.split('-', 1)[0] ?? '',
        push: pushes[0]?.push ?? '',
      }).map(({ name, href }) => [name, href]),
    ),
  };
}
