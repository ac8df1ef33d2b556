import { randomUUID } from 'node:crypto';
import type { Question } from '../../shared/contract/state';
import type { Board } from './board';
import type { Asker } from './fleet/connections';
import type { SecretStore } from './secrets';

/** Questions that only a person can answer: a new host key, a passphrase. Shown on every desk; the first answer counts. */
export interface Questions extends Asker {
  /** False if there is no such question (any more). */
  answer(id: string, accept: boolean, secret: string | null, remember?: boolean): boolean;
}

/** How long a question is kept open; unanswered it counts as refused, and nothing hangs. */
const openMs = 120_000;
/** For how long a refusal is remembered: hosts are read again and again, and a person is not. */
const refusedMs = 10 * 60_000;

interface Answer {
  readonly accept: boolean;
  readonly secret: string | null;
  readonly remember: boolean;
}

const refusal: Answer = { accept: false, secret: null, remember: false };

/** `secrets`: where passphrases may be remembered; it is looked there before a person is asked. */
export function createQuestions(board: Board, secrets: SecretStore | null = null): Questions {
  const open = new Map<string, { question: Question; resolve: (answer: Answer) => void }>();
  const show = () =>
    board.set(
      'questions',
      [...open.values()].map((one) => one.question),
    );

  const refused = new Map<string, number>();

  const ask = (question: Omit<Question, 'id'>) => {
    const about = JSON.stringify(question);
    if ((refused.get(about) ?? 0) > Date.now() - refusedMs) return Promise.resolve(refusal);
    return new Promise<Answer>((resolve) => {
      const id = randomUUID();
      const timer = setTimeout(() => finish(refusal), openMs);
      const finish = (answer: Answer) => {
        clearTimeout(timer);
        if (!answer.accept) refused.set(about, Date.now());
        open.delete(id);
        show();
        resolve(answer);
      };
      open.set(id, { question: { id, ...question }, resolve: finish });
      show();
    });
  };

  return {
    hostKey: async (asked) => {
      const where = asked.port === 22 ? asked.address : `${asked.address} port ${asked.port}`;
      const text = `${asked.host} (${where}) shows a ${asked.keyType} key that no known_hosts file has. Compare its fingerprint with the one from whoever set up the host.`;
      const { fingerprint, keyType } = asked;
      return (
        await ask({ kind: 'host key', host: asked.host, text, fingerprint, keyType, canRemember: false, whyNotRemember: null })
      ).accept;
    },
    passphrase: async ({ file, host, again }) => {
      const name = `passphrase of ${file}`;
      if (secrets && again) await secrets.write(name, null);
      const kept = secrets ? await secrets.read(name) : { value: null, whyNot: null };
      if (kept.value !== null) return kept.value;
      const { secret, remember } = await ask({
        kind: 'passphrase',
        host,
        text: `The key ${file} is encrypted.${again ? ' What was given did not open it.' : ''}`,
        fingerprint: null,
        keyType: null,
        canRemember: secrets !== null && kept.whyNot === null,
        whyNotRemember: kept.whyNot,
      });
      if (secrets && remember && secret !== null) await secrets.write(name, secret);
      return secret;
    },
    answer: (id, accept, secret, remember = false) => {
      const one = open.get(id);
      one?.resolve({ accept, secret: accept ? secret : null, remember: accept && remember });
      return one !== undefined;
    },
  };
}
