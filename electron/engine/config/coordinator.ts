import type { FleetConfig, HostType } from '../../../shared/config/config';
import { HostPatternError } from '../../../shared/hosts/address';
import { expandHosts } from '../../../shared/hosts/range';
import type { Finding } from './faults';
import type { ConfigFile } from './file';
import { directoryOnHost } from './host-directory';
import { editDistance } from './nearest';

const PATH = ['fleet', 'coordinator'];
const HINT = 'a host of the fleet, or { host: deploy1.example.com, path: /srv/capstan }';

/**
 * The coordinator: `{ host, path }` as it is; a host of the fleet with the path of its type; another host with a directory of its
 * own in the login's home. A name one or two letters from a host of the fleet is a slip: two desks that lock at
 * different coordinators would not see each other.
 */
export function findCoordinator(file: ConfigFile, types: readonly HostType[], findings: Finding[]): FleetConfig['coordinator'] {
  const { coordinator } = file.fleet;
  const nobody = { host: { name: '', address: '', port: null }, path: '.' };
  if (typeof coordinator !== 'string') {
    const path = directoryOnHost(coordinator.path, [...PATH, 'path'], findings);
    const [host, ...more] = coordinator.host;
    if (more.length > 0)
      findings.push({
        path: [...PATH, 'host'],
        message: 'the coordinator is one host',
        hint: 'the name of one host, without a range',
      });
    return host ? { host, path: fill(path, host.name) } : nobody;
  }
  try {
    const [host, ...more] = expandHosts(coordinator);
    if (more.length > 0)
      findings.push({ path: PATH, message: 'the coordinator is one host', hint: 'the name of one host, without a range' });
    if (!host) return nobody;
    for (const type of types) {
      const found = type.hosts.find((each) => each.name.toLowerCase() === host.name.toLowerCase());
      if (found) return { host: found, path: fill(type.path, found.name) };
    }
    const near = types.flatMap((type) => type.hosts).find((each) => editDistance(each.name, host.name) <= 2);
    if (near)
      findings.push({
        path: PATH,
        message: `${host.name} is not a host of the fleet`,
        hint: `did you mean "${near.name}"? ${HINT}`,
      });
    return { host, path: `capstan/${file.name}` };
  } catch (error) {
    if (!(error instanceof HostPatternError)) throw error;
    findings.push({
      path: PATH,
      message: error.message,
      hint: error.hint,
      piece: { whole: coordinator, at: error.at, text: error.text },
    });
    return nobody;
  }
}

function fill(path: string, host: string): string {
  return path.replaceAll('{host}', host);
}
