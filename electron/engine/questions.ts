import { randomUUID } from 'node:crypto';
import type { Question } from '../../shared/contract/state';
import type { Board } from './board';
import type { Asker } from './fleet/connections';

/** Questions that only a person can answer: a new host key, a passphrase. Shown on every desk; the first answer counts. */
export interface Questions extends Asker {
  /** For what a person has just asked for: it asks again also what was refused a moment ago. */
  readonly anew: Asker;
  /** False if there is no such question (any more). */
  answer(id: string, accept: boolean, secret: string | null): boolean;
}

/** How long a question is kept open; unanswered it counts as refused, and nothing hangs. */
const openMs = 120_000;
/** For how long a refusal is remembered: hosts are read again and again, and a person is not. */
const refusedMs = 10 * 60_000;

export function createQuestions(board: Board): Questions {
  const open = new Map<string, { question: Question; resolve: (answer: { accept: boolean; secret: string | null }) => void }>();
  const show = () =>
    board.set(
      'questions',
      [...open.values()].map((one) => one.question),
    );

  const refused = new Map<string, number>();

  const ask = (question: Omit<Question, 'id'>, again: boolean) => {
    const about = JSON.stringify(question);
    if (!again && (refused.get(about) ?? 0) > Date.now() - refusedMs) return Promise.resolve({ accept: false, secret: null });
    return new Promise<{ accept: boolean; secret: string | null }>((resolve) => {
      const id = randomUUID();
      const timer = setTimeout(() => finish({ accept: false, secret: null }), openMs);
      const finish = (answer: { accept: boolean; secret: string | null }) => {
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

  const asker = (again: boolean): Asker => ({
    hostKey: async (asked) => {
      const where = asked.port === 22 ? asked.address : `${asked.address} port ${asked.port}`;
      const text = `${asked.host} (${where}) shows a ${asked.keyType} key that no known_hosts file has. Compare its fingerprint with the one from whoever set up the host.`;
      return (
        await ask({ kind: 'host key', host: asked.host, text, fingerprint: asked.fingerprint, keyType: asked.keyType }, again)
      ).accept;
    },
    passphrase: async (asked) =>
      (
        await ask(
          {
            kind: 'passphrase',
            host: asked.host,
            text: `The key ${asked.file} is encrypted. Its passphrase is kept in memory only.`,
            fingerprint: null,
            keyType: null,
          },
          again,
        )
      ).secret,
  });

  return {
    ...asker(false),
    anew: asker(true),
    answer: (id, accept, secret) => {
      const one = open.get(id);
      one?.resolve({ accept, secret: accept ? secret : null });
      return one !== undefined;
    },
  };
}
