import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';

/** A process of the benchmark that is spoken to in lines: it answers each with one, and ends when its standard input does. */
export class ChildProgram {
  private readonly child: ChildProcessByStdio<Writable, Readable, null>;
  private readonly lines: AsyncIterator<string>;
  private readonly atExit = () => this.kill();

  constructor(program: string, args: readonly string[]) {
    this.child = spawn(process.execPath, [program, ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
    this.lines = createInterface({ input: this.child.stdout })[Symbol.asyncIterator]();
    process.once('exit', this.atExit);
    this.child.once('exit', () => process.off('exit', this.atExit));
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  /** The next line it says. Rejects when it ended. */
  async line(): Promise<string> {
    const next = await this.lines.next();
    if (next.done) throw new Error(`the process ${this.child.spawnargs[1] ?? ''} ended too early`);
    return next.value;
  }

  async ask(question: string): Promise<string> {
    this.child.stdin.write(`${question}\n`);
    return this.line();
  }

  /** Has it end; answers with its last line. */
  async end(): Promise<string> {
    this.child.stdin.end();
    return this.line();
  }

  kill(): void {
    this.child.kill();
  }
}
