import { HostPatternError } from '../../../shared/hosts/address';
import { splitPatterns } from '../../../shared/hosts/patterns';
import { expandHosts } from '../../../shared/hosts/range';
import { count } from '../../../shared/format/words';

/** What a line of hosts comes to: `12 hosts: www01, www02 … www12`. Empty while nothing is typed or something is wrong with it. */
export function hostPreview(text: string): string {
  const patterns = splitPatterns(text);
  try {
    const hosts = patterns.flatMap((pattern) => expandHosts(pattern).map((host) => host.name));
    if (hosts.length === 0) return '';
    const [first = '', second] = hosts;
    const last = hosts.at(-1) ?? '';
    const names = hosts.length <= 3 ? hosts.join(', ') : `${first}, ${second ?? ''} … ${last}`;
    return `${count(hosts.length, 'host')}: ${names}`;
  } catch (error) {
    if (error instanceof HostPatternError) return '';
    throw error;
  }
}
