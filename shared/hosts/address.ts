import type { HostAddress } from '../config/config';

/** What is wrong with a host pattern, and where: `at` is an offset into the pattern. */
export class HostPatternError extends Error {
  override readonly name = 'HostPatternError';
  constructor(
    message: string,
    readonly at: number,
    /** The offending text. */
    readonly text: string,
    /** What would be right. */
    readonly hint: string,
  ) {
    super(message);
  }
}

const HEXTET = /^[0-9a-f]{1,4}$/i;
const OCTET = /^(?:25[0-5]|2[0-4]\d|1?\d?\d)$/;
const LABEL = /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/i;

/** Names that every object of the language already has: a map by host could not tell them from its own. */
const RESERVED: ReadonlySet<string> = new Set(Object.getOwnPropertyNames(Object.prototype));

/** True for a name that must not become a key: `constructor`, `__proto__` and their like. */
export function isReservedName(name: string): boolean {
  return RESERVED.has(name);
}

export function isIpv4(text: string): boolean {
  const octets = text.split('.');
  return octets.length === 4 && octets.every((octet) => OCTET.test(octet));
}

/** An IPv6 literal (RFC 4291, section 2.2) without brackets, with an optional zone: `fe80::1%eth0`. */
export function isIpv6(text: string): boolean {
  const [literal = '', zone, ...more] = text.split('%');
  if (more.length > 0 || (zone !== undefined && !/^[\w.-]+$/.test(zone))) return false;
  const halves = literal.split('::');
  if (halves.length > 2) return false;
  let groups = 0;
  for (const [index, half] of halves.entries()) {
    if (half === '') continue;
    const parts = half.split(':');
    const last = parts.at(-1) ?? '';
    const isEnd = index === halves.length - 1;
    if (last.includes('.')) {
      if (!isEnd || !isIpv4(last)) return false;
      parts.pop();
      groups += 2;
    }
    if (!parts.every((part) => HEXTET.test(part))) return false;
    groups += parts.length;
  }
  return halves.length === 2 ? groups <= 7 : groups === 8;
}

/**
 * Reads one host: a name, an IPv4 or IPv6 address, each with an optional port (`host:2222`, `[fe80::1]:2222`).
 * The name is as written, only that brackets without a port are dropped. Throws a HostPatternError with offsets into `text`.
 */
export function parseAddress(text: string): HostAddress {
  const refuse = (message: string, hint: string, at = 0, bad = text): never => {
    throw new HostPatternError(message, at, bad, hint);
  };
  if (text === '') return refuse('there is no host name', 'a host name such as www1.example.com');
  const user = text.indexOf('@');
  if (user >= 0) {
    return refuse(
      'the user does not belong in a host name',
      `"${text.slice(user + 1)}" here, and the user under fleet.ssh.user`,
      0,
      text.slice(0, user + 1),
    );
  }
  if (text.startsWith('[')) {
    const end = text.indexOf(']');
    const address = text.slice(1, end < 0 ? undefined : end);
    if (end < 0 || !isIpv6(address))
      return refuse(`${text} is not an IPv6 address`, 'an address such as [2001:db8::1] or [2001:db8::1]:2222');
    if (end === text.length - 1) return { name: address, address, port: null };
    if (text[end + 1] !== ':')
      return refuse('only a port may follow the bracket', `[${address}]:2222`, end + 1, text.slice(end + 1));
    return { name: text, address, port: parsePort(text.slice(end + 2), end + 2) };
  }
  const colon = text.indexOf(':');
  if (colon >= 0 && text.indexOf(':', colon + 1) >= 0) {
    if (!isIpv6(text))
      return refuse(
        `${text} is not an IPv6 address`,
        'an address such as 2001:db8::1, in brackets when a port follows: [2001:db8::1]:2222',
      );
    return { name: text, address: text, port: null };
  }
  const address = colon < 0 ? text : text.slice(0, colon);
  checkName(address, refuse);
  return { name: text, address, port: colon < 0 ? null : parsePort(text.slice(colon + 1), colon + 1) };
}

function checkName(address: string, refuse: (message: string, hint: string, at?: number, bad?: string) => never): void {
  if (address === '') refuse('there is no host name before the port', 'host:2222', 0, ':');
  // With the u flag a character beyond 16 bits is reported whole.
  const strange = /[^\w.-]/u.exec(address);
  if (strange) {
    const hint =
      strange[0] > '\u007f'
        ? 'letters a to z, digits, dots and hyphens; names in other scripts in their xn-- form'
        : 'letters, digits, dots and hyphens';
    refuse(`a host name cannot contain ${JSON.stringify(strange[0])}`, hint, strange.index, strange[0]);
  }
  if (/^[\d.]+$/.test(address) && !isIpv4(address))
    refuse(`${address} is not an IPv4 address`, 'four numbers from 0 to 255, such as 10.0.0.1');
  if (address.length > 253) refuse('a host name has at most 253 characters', 'a shorter name');
  if (isReservedName(address)) refuse(`${address} cannot be used as a host name`, 'the full name, such as host.example.com');
  let at = 0;
  for (const label of address.split('.')) {
    if (label === '') refuse('a host name has no empty part between its dots', 'www1.example.com', Math.max(0, at - 1), '.');
    if (!LABEL.test(label))
      refuse(
        `${JSON.stringify(label)} is not a part of a host name`,
        'at most 63 letters, digits and hyphens, no hyphen first or last',
        at,
        label,
      );
    at += label.length + 1;
  }
}

function parsePort(text: string, at: number): number {
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port < 1 || port > 65535) {
    throw new HostPatternError(
      `${JSON.stringify(text)} is not a port`,
      at,
      text || ':',
      'a whole number from 1 to 65535, such as host:2222',
    );
  }
  return port;
}
