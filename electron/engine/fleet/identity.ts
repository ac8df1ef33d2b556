import ssh2, {
  BaseAgent,
  createAgent,
  type IdentityCallback,
  type ParsedKey,
  type SignCallback,
  type SigningRequestOptions,
} from 'ssh2';
import { KeyFiles, unlock } from './key-file';
import { stampOf } from './file-cache';

export interface Wanted {
  /** Identity files in the order in which they are tried. */
  readonly files: readonly string[];
  /** Whether `files` were asked for by name, rather than being the usual ones. */
  readonly explicit: boolean;
  /** Keys of the agent count only if they are in `files`. */
  readonly only: boolean;
  readonly agentSocket: string | null;
}

type Signer =
  | { readonly by: 'agent'; readonly key: ParsedKey }
  | { readonly by: 'file'; readonly file: string; readonly key: ParsedKey }
  | { readonly by: 'locked'; readonly file: string; readonly key: ParsedKey };

const agentKeysFreshMs = 5000;
const agentPatienceMs = 5000;

/** Public-key identities of this desk: the agent's and those in files. Never passwords. */
export class Identities {
  readonly #files = new KeyFiles();
  readonly #unlocked = new Map<string, { stamp: string; key: ParsedKey }>();
  readonly #asking = new Map<string, Promise<boolean>>();
  readonly #declined = new Map<string, string>();
  readonly #agents = new Map<string, { agent: BaseAgent; keys: Promise<readonly ParsedKey[]>; at: number }>();

  constructor(
    private readonly askPassphrase: (question: { file: string; host: string; again: boolean }) => Promise<string | null>,
  ) {}

  /** The keys to offer to a host, in order. Files whose public half cannot be known without the passphrase are in `mute`. */
  async ring(wanted: Wanted): Promise<KeyRing> {
    const agent = wanted.agentSocket === null ? null : this.#agent(wanted.agentSocket);
    const inAgent = agent ? await agent.keys : [];
    const inFiles: Signer[] = [];
    const mute: string[] = [];
    const notes: string[] = [];
    for (const file of wanted.files) {
      const found = this.#files.get(file);
      if (found.is === 'bad') notes.push(found.why);
      else if (found.is === 'missing') {
        if (wanted.explicit) notes.push(`${file} is not there`);
      } else {
        const open = found.is === 'open' ? found.key : this.#unlockedKey(file);
        const key = open ?? (found.is === 'open' ? null : found.publicKey);
        if (open) inFiles.push({ by: 'file', file, key: open });
        else if (!key) mute.push(file);
        else if (inAgent.some((one) => same(one, key))) inFiles.push({ by: 'agent', key });
        else if (found.is === 'locked') inFiles.push({ by: 'locked', file, key });
        else notes.push(`${file} is only a public key, and the agent does not hold its private half`);
      }
    }
    const others: Signer[] = wanted.only
      ? []
      : inAgent.filter((key) => !inFiles.some((one) => same(one.key, key))).map((key) => ({ by: 'agent', key }));
    // A server gives up after a handful of keys, so those that were asked for by name go first.
    const ordered = wanted.explicit ? [...inFiles, ...others] : [...others, ...inFiles];
    const locked = (one: Signer) => Number(one.by === 'locked');
    return new KeyRing(
      ordered.sort((a, b) => locked(a) - locked(b)),
      agent?.agent ?? null,
      mute,
      notes,
    );
  }

  /** Asks for a file's passphrase, once for all who wait; true when the key is open then. `again` asks also after a refusal. */
  unlock(file: string, host: string, again: boolean): Promise<boolean> {
    if (this.#unlockedKey(file)) return Promise.resolve(true);
    const stamp = stampOf(file);
    if (!again && this.#declined.get(file) === stamp) return Promise.resolve(false);
    const asking = this.#asking.get(file) ?? this.#ask(file, host, stamp).finally(() => this.#asking.delete(file));
    this.#asking.set(file, asking);
    return asking;
  }

  async #ask(file: string, host: string, stamp: string): Promise<boolean> {
    const found = this.#files.get(file);
    if (found.is !== 'locked') return found.is === 'open';
    for (let tries = 0; tries < 3; tries += 1) {
      const passphrase = await this.askPassphrase({ file, host, again: tries > 0 }).catch(() => null);
      if (passphrase === null) break;
      const key = unlock(found.text, passphrase);
      if (key) {
        this.#unlocked.set(file, { stamp, key });
        this.#declined.delete(file);
        return true;
      }
    }
    this.#declined.set(file, stamp);
    return false;
  }

  #unlockedKey(file: string): ParsedKey | null {
    const kept = this.#unlocked.get(file);
    return kept && kept.stamp === stampOf(file) ? kept.key : null;
  }

  #agent(socket: string) {
    const known = this.#agents.get(socket);
    if (known && performance.now() - known.at < agentKeysFreshMs) return known;
    const agent = known?.agent ?? createAgent(socket);
    const entry = { agent, keys: agentKeys(agent), at: performance.now() };
    this.#agents.set(socket, entry);
    return entry;
  }
}

/** An agent that is not there, does not answer or has no key that can be used has no keys. */
function agentKeys(agent: BaseAgent): Promise<readonly ParsedKey[]> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve([]), agentPatienceMs);
    agent.getIdentities((error, keys) => {
      clearTimeout(timer);
      const parsed = (error ? [] : (keys ?? [])).map((one) =>
        ssh2.utils.parseKey(typeof one === 'object' && 'pubKey' in one ? bare(one.pubKey) : one),
      );
      resolve(parsed.flatMap((key) => (key instanceof Error ? [] : [key])));
    });
  });
}

function bare(key: ParsedKey | Buffer | string | { pubKey: ParsedKey | Buffer | string }): ParsedKey | Buffer | string {
  return typeof key === 'object' && 'pubKey' in key ? key.pubKey : key;
}

function same(a: ParsedKey, b: ParsedKey): boolean {
  return a.getPublicSSH().equals(b.getPublicSSH());
}

/**
 * The keys for one dial, as an agent that ssh2 asks: it offers each public key, and only one that the host takes is used to
 * sign. A locked key that the host takes ends the dial with its file in `needs`: the question is asked outside, where no host waits.
 */
export class KeyRing extends BaseAgent<ParsedKey> {
  needs: string | null = null;
  #onNeeds: (() => void) | null = null;

  constructor(
    readonly signers: readonly Signer[],
    private readonly agent: BaseAgent | null,
    readonly mute: readonly string[],
    readonly notes: readonly string[],
  ) {
    super();
  }

  onNeeds(listener: () => void): void {
    this.#onNeeds = listener;
  }

  override getIdentities(callback: IdentityCallback<ParsedKey>): void {
    callback(
      null,
      this.signers.map((one) => one.key),
    );
  }

  override sign(key: ParsedKey, data: Buffer, options: SigningRequestOptions | SignCallback, callback?: SignCallback): void {
    const answer = typeof options === 'function' ? options : callback;
    const asked = typeof options === 'function' ? {} : options;
    const signer = this.signers.find((one) => same(one.key, key));
    if (!answer) return;
    if (!signer) return answer(new Error('not one of the keys'));
    if (signer.by === 'locked') {
      this.needs = signer.file;
      this.#onNeeds?.();
      return;
    }
    if (signer.by === 'agent') {
      if (!this.agent) return answer(new Error('no agent'));
      this.agent.sign(key, data, asked, answer);
      return;
    }
    const signature: Buffer | Error = signer.key.sign(data, asked.hash);
    if (Buffer.isBuffer(signature)) answer(null, signature);
    else answer(signature);
  }
}
