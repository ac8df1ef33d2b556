import { StringDecoder } from 'node:string_decoder';
import type { HostAddress } from '../../../shared/config/config';
import { rollbackCommand, rollbackWords as words, type FenceAnswer, type PushFacts, type SwitchAnswer } from './commands/steps';
import { HostError, type Connections } from './connections';
import { lastWords, StepFailed } from './operate';

/**
 * A talk with one host in the course of a rollback: what is true there, the new fence, the way back. Each word may be said again, so
 * where the connection breaks the host is dialled anew and asked again. Rejects with HostError, or StepFailed in the host's own words.
 */
export interface HostTalk {
  facts(): Promise<PushFacts>;
  /** Waits for whoever is changing the host, ends what a script that died began, and says what is true then. */
  fence(fence: number): Promise<FenceAnswer>;
  /** Links and reloads what was live on this host before the push; `release` counts only where it has no record of that. */
  back(to: { fence: number; push: string; release: string | null }): Promise<SwitchAnswer & { readonly stderr: string }>;
  /** Nothing more is wanted of it. */
  end(): void;
}

/** How often a broken connection is dialled anew for the same word. */
const mostTries = 3;

export function createTalk(
  connections: Connections,
  host: HostAddress,
  script: { path: string; reload: string | null },
  options: { deadlineMs: number; signal: AbortSignal },
): HostTalk {
  const command = rollbackCommand(script.path, script.reload);
  let open: Opened | null = null;
  let ended = false;

  const say = async <Answer>(
    name: string,
    word: string | null,
    read: (stdout: string) => Answer | null,
  ): Promise<Opened & { answer: Answer }> => {
    for (let tries = 1; ; tries += 1) {
      // After a refusal the process has ended.
      if (open?.over()) open = null;
      open ??= openTalk(connections, host, command, options);
      const talk = open;
      try {
        return { ...talk, answer: await talk.ask(name, word, read) };
      } catch (error) {
        if (open === talk) open = null;
        talk.end();
        const again = error instanceof HostError && (error.kind === 'lost' || error.kind === 'unreachable');
        if (!again || ended || tries >= mostTries || options.signal.aborted) throw error;
      }
    }
  };

  return {
    facts: async () => (await say('facts', null, words.facts)).answer,
    fence: async (fence) => (await say('fence', words.fence(fence), words.fenced)).answer,
    back: async (to) => {
      const { answer, last } = await say('switch', words.back(to), words.wentBack);
      return { ...answer, stderr: await last() };
    },
    end: () => {
      ended = true;
      open?.end();
    },
  };
}

interface Opened {
  /** Says a word (null: what it says by itself) and waits for its answer, which comes after what was answered before. */
  readonly ask: <Answer>(name: string, word: string | null, read: (stdout: string) => Answer | null) => Promise<Answer>;
  /** Ends the talk and waits for what was said beside the answers: the words of a reload. */
  readonly last: () => Promise<string>;
  over(): boolean;
  end(): void;
}

/** One process on the host, its input kept open. */
function openTalk(
  connections: Connections,
  host: HostAddress,
  command: string,
  options: { deadlineMs: number; signal: AbortSignal },
): Opened {
  const queue: Buffer[] = [];
  let wakeInput: () => void = () => undefined;
  let wakeReader: () => void = () => undefined;
  let closed = false;
  let stdout = '';
  const decoder = new StringDecoder('utf8');
  let over: { code: number | null; stderr: string } | Error | null = null;

  async function* input(): AsyncGenerator<Buffer> {
    for (;;) {
      const next = queue.shift();
      if (next) yield next;
      else if (closed) return;
      else await new Promise<void>((resolve) => (wakeInput = resolve));
    }
  }
  const end = () => {
    closed = true;
    wakeInput();
  };
  options.signal.addEventListener('abort', end, { once: true });
  const ended = connections
    .run(host, command, {
      ...options,
      urgent: true,
      survives: true,
      stdin: input(),
      onStdout: (chunk) => {
        stdout += decoder.write(chunk);
        wakeReader();
      },
    })
    .then(
      ({ code, stderr }) => (over = { code, stderr }),
      (error: unknown) => (over = error instanceof Error ? error : new Error(String(error))),
    )
    .finally(() => {
      options.signal.removeEventListener('abort', end);
      end();
      wakeReader();
    });

  return {
    ask: async (name, word, read) => {
      const from = word === null ? 0 : stdout.length;
      if (word !== null) {
        queue.push(Buffer.from(word));
        wakeInput();
      }
      for (;;) {
        const answer = read(stdout.slice(from));
        if (answer !== null) return answer;
        if (over instanceof Error) throw over;
        if (over) throw new StepFailed(host.name, name, over.code, lastWords(over.stderr || stdout));
        await new Promise<void>((resolve) => (wakeReader = resolve));
      }
    },
    last: async () => {
      end();
      await ended;
      return over && !(over instanceof Error) ? lastWords(over.stderr) : '';
    },
    over: () => over !== null,
    end,
  };
}
