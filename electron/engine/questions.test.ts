import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Question } from '../../shared/contract/state';
import type { Board } from './board';
import { createQuestions } from './questions';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const key = { host: 'www-1', address: '10.0.0.1', port: 22, keyType: 'ssh-ed25519', fingerprint: 'SHA256:abc' };

function room() {
  let shown: readonly Question[] = [];
  const set: Board['set'] = (at, value) => {
    if (at === 'questions') shown = value as readonly Question[];
  };
  const questions = createQuestions({ set } as Board);
  return { questions, shown: () => shown };
}

describe('a question', () => {
  it('about a host key is shown with its fingerprint, and the first answer counts', async () => {
    const { questions, shown } = room();
    const answer = questions.hostKey({ ...key, port: 2222 });
    expect(shown()).toMatchObject([{ kind: 'host key', host: 'www-1', keyType: 'ssh-ed25519', fingerprint: 'SHA256:abc' }]);
    expect(shown()[0]!.text).toContain('www-1 (10.0.0.1 port 2222)');
    const { id } = shown()[0]!;
    expect(questions.answer(id, true, null)).toBe(true);
    expect(await answer).toBe(true);
    expect(shown()).toEqual([]);
    expect(questions.answer(id, false, null)).toBe(false);
    expect(questions.answer('none', true, null)).toBe(false);
  });

  it('about a passphrase gives it only with a yes, and never shows it', async () => {
    const { questions, shown } = room();
    const yes = questions.passphrase({ file: '/k', host: 'www-1', again: false });
    expect(shown()).toMatchObject([{ kind: 'passphrase', fingerprint: null }]);
    questions.answer(shown()[0]!.id, true, 'hunter2');
    expect(await yes).toBe('hunter2');
    const no = questions.passphrase({ file: '/other', host: 'www-1', again: false });
    questions.answer(shown()[0]!.id, false, 'hunter2');
    expect(await no).toBeNull();
    expect(JSON.stringify(shown())).not.toContain('hunter2');
  });

  it('that nobody answers counts as refused after two minutes', async () => {
    const { questions, shown } = room();
    let answer: boolean | null = null;
    void questions.hostKey(key).then((said) => (answer = said));
    await vi.advanceTimersByTimeAsync(119_999);
    expect(answer).toBeNull();
    expect(shown()).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(answer).toBe(false);
    expect(shown()).toEqual([]);
  });

  it('that was refused is not asked again at once, another one is', async () => {
    const { questions, shown } = room();
    const first = questions.hostKey(key);
    questions.answer(shown()[0]!.id, false, null);
    expect(await first).toBe(false);
    expect(await questions.hostKey(key)).toBe(false);
    expect(shown()).toEqual([]);
    void questions.hostKey({ ...key, fingerprint: 'SHA256:def' });
    expect(shown()).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(11 * 60_000);
    void questions.hostKey(key);
    expect(shown()).toHaveLength(1);
  });

  it('stands beside others', async () => {
    const { questions, shown } = room();
    const answers = ['www-1', 'www-2', 'www-3'].map((host) => questions.hostKey({ ...key, host }));
    expect(shown().map((one) => one.host)).toEqual(['www-1', 'www-2', 'www-3']);
    for (const { id, host } of shown()) questions.answer(id, host !== 'www-2', null);
    expect(await Promise.all(answers)).toEqual([true, false, true]);
  });

  describe('about a passphrase, where a machine remembers', () => {
    const asked = { file: '/k', host: 'www-1', again: false };

    function remembering(whyNot: string | null = null) {
      const kept = new Map<string, string>();
      let shown: readonly Question[] = [];
      const set: Board['set'] = (at, value) => {
        if (at === 'questions') shown = value as readonly Question[];
      };
      const questions = createQuestions({ set } as Board, {
        read: async (name) => ({ value: kept.get(name) ?? null, whyNot }),
        write: async (name, value) => {
          if (value === null) kept.delete(name);
          else kept.set(name, value);
          return null;
        },
      });
      return { questions, kept, shown: () => shown };
    }

    it('is remembered only if a person wishes it, and then nobody is asked again', async () => {
      const { questions, kept, shown } = remembering();
      for (const remember of [false, true]) {
        const answer = questions.passphrase(asked);
        await vi.advanceTimersByTimeAsync(0);
        expect(shown()).toMatchObject([{ canRemember: true, whyNotRemember: null }]);
        questions.answer(shown()[0]!.id, true, 'hunter2', remember);
        expect(await answer).toBe('hunter2');
        expect(kept.size).toBe(remember ? 1 : 0);
      }
      expect(await questions.passphrase(asked)).toBe('hunter2');
      expect(shown()).toEqual([]);
    });

    it('that was remembered wrongly is forgotten, and a person is asked', async () => {
      const { questions, kept, shown } = remembering();
      kept.set('passphrase of /k', 'old');
      expect(await questions.passphrase(asked)).toBe('old');
      void questions.passphrase({ ...asked, again: true });
      await vi.advanceTimersByTimeAsync(0);
      expect(shown()[0]!.text).toContain('did not open it');
      expect(kept.size).toBe(0);
    });

    it('says why it cannot be remembered, and a refusal is never kept', async () => {
      const { questions, kept, shown } = remembering('no keyring runs here');
      const answer = questions.passphrase(asked);
      await vi.advanceTimersByTimeAsync(0);
      expect(shown()).toMatchObject([{ canRemember: false, whyNotRemember: 'no keyring runs here' }]);
      questions.answer(shown()[0]!.id, false, 'hunter2', true);
      expect(await answer).toBeNull();
      expect(kept.size).toBe(0);
    });
  });
});
