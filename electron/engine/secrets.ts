import { randomUUID } from 'node:crypto';
import type { FromEngine, ToEngine } from '../../shared/desk/host-port';

/** What this machine remembers for a person, where a shell can. Never in this process's files. */
export interface SecretStore {
  /** `whyNot`: why nothing can be remembered; null: it can. */
  read(name: string): Promise<{ readonly value: string | null; readonly whyNot: string | null }>;
  /** Null forgets it. Resolves with why it was not done; null: it was. */
  write(name: string, value: string | null): Promise<string | null>;
}

/** Where the keychain has the secret that capstan.yaml names so. */
export const keychainName = (secret: string): string => `secret ${secret}`;

/** A keychain may ask its person something first; a shell that does not answer at all is not waited for. */
const patienceMs = 60_000;
const nothing = { value: null, whyNot: 'It cannot be remembered: the system’s keychain does not answer.' };

type Answer = Extract<ToEngine, { type: 'secret' }>;

/** The desktop shell's store, over the host port. `hear` takes what the shell answers. */
export function remoteSecrets(tell: (message: FromEngine) => void): { store: SecretStore; hear(answer: Answer): void } {
  const waiting = new Map<string, (answer: Pick<Answer, 'value' | 'whyNot'>) => void>();
  const ask = (send: (id: string) => FromEngine) =>
    new Promise<Pick<Answer, 'value' | 'whyNot'>>((resolve) => {
      const id = randomUUID();
      const timer = setTimeout(() => finish(nothing), patienceMs);
      const finish = (answer: Pick<Answer, 'value' | 'whyNot'>) => {
        clearTimeout(timer);
        waiting.delete(id);
        resolve({ value: answer.value, whyNot: answer.whyNot });
      };
      waiting.set(id, finish);
      tell(send(id));
    });
  return {
    store: {
      read: (name) => ask((id) => ({ type: 'secret.read', id, name })),
      write: async (name, value) => {
        const answer = await ask((id) => ({ type: 'secret.write', id, name, value }));
        const isDone = answer.value === value && (value !== null || answer.whyNot === null);
        return isDone ? null : (answer.whyNot ?? 'It cannot be remembered: the system’s keychain did not take it.');
      },
    },
    hear: (answer) => waiting.get(answer.id)?.(answer),
  };
}
