import { appendFileSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { FileCache } from './file-cache';
import { fingerprint, judgeKey, knownHostsLine, knownKeyTypes, knownOfHost, parseKnownHosts, type Verdict } from './known-hosts';

export interface KeyQuestion {
  readonly knownName: string;
  readonly knownPort: number;
  readonly files: readonly string[];
}

/** The known_hosts files of this desk, with what was accepted in this run (also where a file cannot be written). */
export class HostKeys {
  readonly #books = new FileCache((file, text) => parseKnownHosts(file, text ?? ''));
  readonly #accepted = new Set<string>();

  judge(question: KeyQuestion, key: Buffer): Verdict {
    const verdict = judgeKey(this.#known(question), key);
    return verdict.is === 'unknown' && this.#accepted.has(idOf(question, key)) ? { is: 'known' } : verdict;
  }

  knownTypes(question: KeyQuestion): ReadonlySet<string> {
    return knownKeyTypes(this.#known(question));
  }

  /** Files the key under the host's name in the first file, hashed where that file's lines are. Never throws: it stays accepted for this run. */
  accept(question: KeyQuestion, key: Buffer): void {
    this.#accepted.add(idOf(question, key));
    const file = question.files.find((one) => one !== '/dev/null');
    if (!file) return;
    try {
      appendKnownHost(file, question.knownName, question.knownPort, key);
    } catch {
      // Read-only home: the person will be asked again by the next run.
    }
  }

  #known(question: KeyQuestion) {
    const books = question.files.map((file) => this.#books.get(file));
    return knownOfHost(books, question.knownName, question.knownPort);
  }
}

function idOf(question: KeyQuestion, key: Buffer): string {
  return `${question.knownName.toLowerCase()} ${question.knownPort} ${fingerprint(key)}`;
}

/** Appends a key in one write, so that two desks cannot mix their lines; a new file gets mode 0600, a new folder 0700. */
export function appendKnownHost(file: string, host: string, port: number, key: Buffer): void {
  let before = '';
  try {
    before = readFileSync(file, 'utf8');
  } catch {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  }
  const line = knownHostsLine(host, port, key, /^\|1\|/m.test(before));
  appendFileSync(file, before === '' || before.endsWith('\n') ? line : `\n${line}`, { mode: 0o600 });
}
