import { userInfo } from 'node:os';
import type { HostAddress, SshOptions } from '../../../shared/config/config';
import { diskReader, stampOf } from './file-cache';
import type { Wanted } from './identity';
import type { KeyQuestion } from './host-keys';
import { hostSettings, noSshConfig, parseJump, readSshConfig, type SshConfig } from './ssh-config';

/** All that is to be known for dialling one host, jump host or not. */
export interface Hop {
  /** What it is called in messages. */
  readonly name: string;
  readonly address: string;
  readonly port: number;
  readonly user: string;
  readonly known: KeyQuestion;
  readonly wanted: Wanted;
  readonly connectTimeoutMs: number;
  /** The jump hosts before it, in the order they are dialled; empty: straight. */
  readonly jump: readonly string[];
  readonly notes: readonly string[];
}

const usualKeys = ['id_ed25519', 'id_ecdsa', 'id_rsa'];
const longestChain = 8;

export interface RouteDesk {
  readonly home: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Finds the way to hosts from the options and the ssh_config, which is read again when it changes. Throws where that cannot be read. */
export class Routes {
  #config: SshConfig = noSshConfig;
  #stamps = new Map<string, string>();
  readonly #localUser: string;

  constructor(
    private readonly options: SshOptions,
    private readonly desk: RouteDesk,
  ) {
    this.#localUser = desk.env['USER'] ?? desk.env['LOGNAME'] ?? localUserName();
  }

  toHost(host: HostAddress): Hop {
    const forced = { user: this.options.user, port: host.port, jump: this.options.jump.length > 0 ? this.options.jump : null };
    return this.#checked(
      straightToItself(this.#hop(host.name, host.address, forced, { user: null, port: this.options.port }), host.address),
    );
  }

  /** A jump host `[user@]host[:port]` with the jump hosts before it. What stands before the first one, ssh_config says. */
  toJump(chain: readonly string[]): Hop {
    const last = chain.at(-1) ?? '';
    if (chain.length > longestChain) throw new Error(`more than ${longestChain} jump hosts: ${chain.join(', ')}`);
    const spec = parseJump(last);
    if (!spec) throw new Error(`"${last}" is not a jump host: write [user@]host[:port]`);
    const before = chain.slice(0, -1);
    const hop = this.#hop(
      spec.host,
      spec.host,
      { user: spec.user, port: spec.port, jump: before.length > 0 ? before : null },
      { user: this.options.user, port: 22 },
    );
    return before.length > 0 ? hop : straightToItself(hop, spec.host);
  }

  /** Throws where the jump hosts of a host lead back to one of themselves: each would wait for the other. */
  #checked(hop: Hop): Hop {
    const seen = new Set<string>();
    for (let { jump } = hop; jump.length > 0; jump = this.toJump(jump).jump) {
      if (seen.has(jump.join())) throw new Error(`its jump hosts lead round in a circle: ${[...seen].join(' - ')}`);
      seen.add(jump.join());
    }
    return hop;
  }

  #hop(
    name: string,
    alias: string,
    forced: { user: string | null; port: number | null; jump: readonly string[] | null },
    usual: { user: string | null; port: number },
  ): Hop {
    const { home, env } = this.desk;
    const settings = hostSettings(this.#read(), alias, { home, localUser: this.#localUser, user: forced.user, env });
    const port = forced.port ?? settings.port ?? usual.port;
    const own = this.options.identity === null ? [] : [this.options.identity];
    const said = [...own, ...(settings.identityFiles ?? [])];
    const agent = settings.identityAgent ?? (env['SSH_AUTH_SOCK'] || null);
    return {
      name,
      address: settings.address,
      port,
      user: forced.user ?? settings.user ?? usual.user ?? this.#localUser,
      known: {
        knownName: settings.hostKeyAlias ?? settings.address,
        knownPort: settings.hostKeyAlias === null ? port : 22,
        files: settings.knownHostsFiles ?? this.options.knownHostsFiles,
      },
      wanted: {
        files: said.length > 0 || settings.identityFiles ? [...new Set(said)] : usualKeys.map((file) => `${home}/.ssh/${file}`),
        explicit: said.length > 0,
        only: settings.identitiesOnly,
        agentSocket: agent === 'none' ? null : agent,
      },
      connectTimeoutMs: settings.connectTimeoutMs ?? this.options.connectTimeoutMs,
      jump: forced.jump ?? settings.jump ?? [],
      notes: settings.notes,
    };
  }

  #read(): SshConfig {
    const { configFile } = this.options;
    if (configFile === null) return noSshConfig;
    if (this.#stamps.size > 0 && [...this.#stamps].every(([file, stamp]) => stampOf(file) === stamp)) return this.#config;
    const stamps = new Map([[configFile, stampOf(configFile)]]);
    this.#config = readSshConfig(configFile, this.desk.home, diskReader(stamps));
    this.#stamps = stamps;
    return this.#config;
  }
}

/** `Host *` with a ProxyJump means everything but the jump host: nobody jumps over himself. */
function straightToItself(hop: Hop, alias: string): Hop {
  const isItself = (jump: string) => {
    const spec = parseJump(jump);
    return spec?.host === alias && (spec.port === null || spec.port === hop.port);
  };
  return hop.jump.some(isItself) ? { ...hop, jump: [] } : hop;
}

function localUserName(): string {
  try {
    return userInfo().username;
  } catch {
    return 'root';
  }
}
