import SSHConfig, { type Directive, type Line } from 'ssh-config';
import { fitsPatterns } from './pattern';

/** How files are got at; `glob` answers with existing files in order. Both answer nothing for what cannot be read. */
export interface FileReader {
  read(path: string): string | null;
  glob(pattern: string): readonly string[];
}

type Condition = { readonly by: 'alias' | 'address'; readonly patterns: readonly string[] };

interface Setting {
  readonly key: string;
  readonly words: readonly string[];
  readonly when: readonly Condition[];
}

/** An ssh_config with its includes, as one flat list in the order in which it counts. */
export interface SshConfig {
  readonly settings: readonly Setting[];
  /** What was left out, and why: for a person who wonders. */
  readonly notes: readonly string[];
}

export const noSshConfig: SshConfig = { settings: [], notes: [] };

const deepestInclude = 16;

/**
 * Reads an ssh_config and what it includes. `Match` blocks other than `all` and `host` are left out with a note; `Match exec`
 * is never run. Relative includes are looked up in `~/.ssh`. Throws on a file that is not ssh_config at all.
 */
export function readSshConfig(file: string, home: string, reader: FileReader): SshConfig {
  const settings: Setting[] = [];
  const notes: string[] = [];

  const readFile = (path: string, when: readonly Condition[], depth: number) => {
    if (depth > deepestInclude) {
      notes.push(`${path}: left out, includes are more than ${deepestInclude} deep`);
      return;
    }
    const text = reader.read(path);
    if (text === null) return;
    let lines: readonly Line[];
    try {
      lines = SSHConfig.parse(text);
    } catch (error) {
      throw new Error(`${path} cannot be read as ssh_config: ${error instanceof Error ? error.message : String(error)}`);
    }
    readLines(path, lines, when, depth);
  };

  const readLines = (path: string, lines: readonly Line[], when: readonly Condition[], depth: number) => {
    for (const line of lines) {
      if (!('param' in line)) continue;
      const key = line.param.toLowerCase();
      const words = wordsOf(line);
      if ('config' in line) {
        const condition = key === 'host' ? ({ by: 'alias', patterns: words } as const) : matchCondition(words);
        if (condition === 'always') readLines(path, line.config, when, depth);
        else if (condition) readLines(path, line.config, [...when, condition], depth);
        else notes.push(`${path}: left out "Match ${words.join(' ')}": only "all" and "host" are honoured`);
      } else if (key === 'include') {
        for (const word of words) {
          const pattern = expandHome(word, home);
          for (const found of reader.glob(pattern.startsWith('/') ? pattern : `${home}/.ssh/${pattern}`))
            readFile(found, when, depth + 1);
        }
      } else if (words.length > 0) {
        settings.push({ key, words, when });
      }
    }
  };

  readFile(file, [], 0);
  return { settings, notes };
}

function matchCondition(words: readonly string[]): Condition | 'always' | null {
  const [first, second] = words;
  if (first?.toLowerCase() === 'all' && words.length === 1) return 'always';
  if (first?.toLowerCase() === 'host' && second && words.length === 2)
    return { by: 'address', patterns: second.toLowerCase().split(',') };
  return null;
}

/** The library keeps some values as one raw text, quotes and all, and splits others. */
function wordsOf({ value, quoted }: Pick<Directive, 'value' | 'quoted'>): string[] {
  if (typeof value === 'string' && quoted) return [value];
  if (typeof value !== 'string') return value.map((word) => word.val);
  if (!value.includes('"')) return value.split(/\s+/).filter((word) => word !== '');
  return [...value.matchAll(/"([^"]*)"|(\S+)/g)].map((found) => found[1] ?? found[2] ?? '');
}

/** Who is at the desk: what `~` and the tokens stand for. `user` is the login when something stronger than ssh_config says it. */
export interface Desk {
  readonly home: string;
  readonly localUser: string;
  readonly user: string | null;
  readonly env: Readonly<Record<string, string | undefined>>;
}

export interface HostSettings {
  /** What to dial; the alias itself where nothing else is said. */
  readonly address: string;
  readonly user: string | null;
  readonly port: number | null;
  /** Absolute paths, in the order in which they are tried; null: nothing said, the usual files. */
  readonly identityFiles: readonly string[] | null;
  readonly identitiesOnly: boolean;
  /** Path of an agent's socket, or 'none'; null: nothing said. */
  readonly identityAgent: string | null;
  /** Jump hosts as `[user@]host[:port]`; empty: said to be none; null: nothing said. */
  readonly jump: readonly string[] | null;
  readonly knownHostsFiles: readonly string[] | null;
  readonly connectTimeoutMs: number | null;
  readonly hostKeyAlias: string | null;
  readonly notes: readonly string[];
}

/** What applies to a host: for each setting the first value that fits wins, except that identity files add up. */
export function hostSettings(config: SshConfig, alias: string, desk: Desk): HostSettings {
  const found = new Map<string, readonly string[]>();
  const identities: string[] = [];
  const address = () => (found.get('hostname')?.[0] ?? alias).replaceAll(/%[h%]/g, (token) => (token === '%h' ? alias : '%'));
  const holds = (condition: Condition) =>
    fitsPatterns(condition.by === 'alias' ? alias : address().toLowerCase(), condition.patterns);

  for (const { key, words, when } of config.settings) {
    if (!when.every(holds)) continue;
    if (key === 'identityfile') identities.push(...words.slice(0, 1));
    // Whichever of the two ways round comes first counts, as in OpenSSH.
    else if ((key === 'proxycommand' && found.has('proxyjump')) || (key === 'proxyjump' && found.has('proxycommand'))) continue;
    else if (!found.has(key)) found.set(key, words);
  }

  const first = (key: string) => found.get(key)?.[0] ?? null;
  const user = desk.user ?? first('user');
  const port = wholeNumber(first('port'), 1, 65_535);
  const tokens = {
    d: desk.home,
    h: address(),
    n: alias,
    p: String(port ?? 22),
    r: user ?? desk.localUser,
    u: desk.localUser,
    '%': '%',
  };
  const path = (text: string) => expandPath(text, desk, tokens);
  const jump = found.get('proxyjump')?.join('') ?? null;
  const agent = first('identityagent');
  const command = found.get('proxycommand');

  return {
    address: address(),
    user,
    port,
    identityFiles:
      identities.length > 0 ? [...new Set(identities.filter((file) => file.toLowerCase() !== 'none').map(path))] : null,
    identitiesOnly: isYes(first('identitiesonly')),
    identityAgent:
      agent === null
        ? null
        : agent.toLowerCase() === 'none'
          ? 'none'
          : agent === 'SSH_AUTH_SOCK'
            ? null
            : path(agent.startsWith('$') ? agent.replace(/^\$(\w+)$/, '${$1}') : agent),
    jump: jump === null ? null : jump.toLowerCase() === 'none' ? [] : jump.split(',').filter((one) => one !== ''),
    knownHostsFiles:
      found
        .get('userknownhostsfile')
        ?.map(path)
        .filter((file) => file.toLowerCase() !== 'none') ?? null,
    connectTimeoutMs: durationMs(first('connecttimeout')),
    hostKeyAlias: first('hostkeyalias'),
    notes:
      command && command[0]?.toLowerCase() !== 'none'
        ? [...config.notes, 'ssh_config says ProxyCommand, which is not honoured: use ProxyJump']
        : config.notes,
  };
}

function expandPath(text: string, desk: Desk, tokens: Readonly<Record<string, string>>): string {
  const filled = text.replaceAll(
    /%(.)|\$\{(\w+)\}/g,
    (whole, token?: string, name?: string) => (token ? tokens[token] : name ? desk.env[name] : undefined) ?? whole,
  );
  return expandHome(filled, desk.home);
}

function expandHome(path: string, home: string): string {
  return path === '~' ? home : path.startsWith('~/') ? `${home}${path.slice(1)}` : path;
}

function isYes(word: string | null): boolean {
  return word !== null && ['yes', 'true'].includes(word.toLowerCase());
}

function wholeNumber(word: string | null, least: number, most: number): number | null {
  const value = word !== null && /^\d+$/.test(word) ? Number(word) : NaN;
  return value >= least && value <= most ? value : null;
}

/** An ssh_config time (`10`, `1m30s`) in ms; null when nothing or nonsense is said. */
function durationMs(word: string | null): number | null {
  if (word === null || !/^(\d+[smhdw]?)+$/i.test(word)) return null;
  const seconds: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };
  let sum = 0;
  for (const [, count, unit] of word.matchAll(/(\d+)([smhdw]?)/gi))
    sum += Number(count) * (seconds[unit?.toLowerCase() || 's'] ?? 1);
  return sum > 0 ? sum * 1000 : null;
}

export interface JumpSpec {
  readonly user: string | null;
  readonly host: string;
  readonly port: number | null;
}

/** Reads `[user@]host[:port]`, `[v6]:port` or `ssh://…`; null when it is none of these. */
export function parseJump(text: string): JumpSpec | null {
  const found = /^(?:ssh:\/\/)?(?:([^@]+)@)?(?:\[([^\]]+)\]|([^:[\]]+)|((?:[0-9a-f.]*:){2,}[0-9a-f.]*))(?::(\d+))?\/?$/i.exec(text);
  const host = found?.[2] ?? found?.[3] ?? found?.[4];
  if (!found || !host) return null;
  const port = found[5] === undefined ? null : wholeNumber(found[5], 1, 65_535);
  return found[5] !== undefined && port === null ? null : { user: found[1] ?? null, host, port };
}
