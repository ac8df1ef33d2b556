import { randomUUID } from 'node:crypto';
import { createInterface } from 'node:readline';
import type { Question } from '../../shared/contract/state';
import type { Client } from './attach';
import { plain } from './output';

/**
 * Puts the engine's questions to the person at the terminal. Without one (a pipe, --json) they are refused at once with the
 * reason on stderr: a script must not wait for an answer that nobody can give.
 */
export function answerQuestions(client: Client, json: boolean): () => void {
  const stop = new AbortController();
  const asked = new Set<string>();
  void (async () => {
    for await (const event of await client.state({ since: null }, { signal: stop.signal })) {
      const questions =
        event.kind === 'snapshot'
          ? event.state.questions
          : event.changes.flatMap((change) => (change.at === 'questions' ? change.value : []));
      for (const question of questions) {
        if (asked.has(question.id)) continue;
        asked.add(question.id);
        const answer = await put(question, json);
        await client.fleet.answer({ key: randomUUID(), question: question.id, ...answer }).catch(() => undefined);
      }
    }
  })().catch(() => undefined);
  return () => stop.abort();
}

async function put(question: Question, json: boolean): Promise<{ accept: boolean; secret: string | null }> {
  const lines = [question.text, ...(question.fingerprint ? [`${question.keyType ?? ''} ${question.fingerprint}`] : [])];
  process.stderr.write(`${lines.map(plain).join('\n')}\n`);
  if (json || !process.stdin.isTTY) {
    process.stderr.write(
      question.kind === 'host key'
        ? 'Refused: nobody is here to compare it. --accept-new takes keys of unknown hosts.\n'
        : 'Refused: nobody is here to type it. Load the key into an agent.\n',
    );
    return { accept: false, secret: null };
  }
  if (question.kind === 'passphrase') {
    const secret = await readSecret('Passphrase: ');
    return { accept: secret !== '', secret };
  }
  return { accept: /^y(es)?$/i.test(await readLine('Is that its key? (yes/no) ')), secret: null };
}

export function readLine(prompt: string): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  return new Promise((done) => {
    terminal.once('close', () => done(''));
    terminal.question(prompt, (answer) => {
      done(answer.trim());
      terminal.close();
    });
  });
}

/** Reads a line from the terminal without showing it. Control C: an empty one. */
export function readSecret(prompt: string): Promise<string> {
  process.stderr.write(prompt);
  const { stdin } = process;
  stdin.setRawMode(true);
  stdin.resume();
  return new Promise((done) => {
    let secret = '';
    const hear = (chunk: Buffer) => {
      for (const letter of chunk.toString('utf8')) {
        if (letter === '\r' || letter === '\n' || letter === '\u0003' || letter === '\u0004') {
          stdin.off('data', hear);
          stdin.setRawMode(false);
          stdin.pause();
          process.stderr.write('\n');
          done(letter === '\u0003' ? '' : secret);
          return;
        }
        secret = letter === '\u007f' ? secret.slice(0, -1) : secret + letter;
      }
    };
    stdin.on('data', hear);
  });
}
