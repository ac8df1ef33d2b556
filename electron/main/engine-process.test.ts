import { spawn } from 'node:child_process';
import { EventEmitter } from 'node:events';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { FromEngine, ToEngine } from '../../shared/desk/host-port';
import { superviseEngine, type Child } from './engine-process';

class Engine extends EventEmitter implements Child<string> {
  readonly told: [ToEngine, string[] | undefined][] = [];
  pid: number | undefined;
  postMessage(message: ToEngine, transfer?: string[]): void {
    this.told.push([message, transfer]);
  }
  die(): void {
    this.emit('exit', 1);
  }
}

let engines: Engine[];
let heard: FromEngine[];
let gone: number;
const supervise = () =>
  superviseEngine<string>({
    fork: () => {
      const engine = new Engine();
      engines.push(engine);
      return engine;
    },
    heard: (message) => heard.push(message),
    gone: () => (gone += 1),
    stopWithinMs: 500,
  });
const last = () => engines.at(-1)!;

beforeEach(() => {
  vi.useFakeTimers();
  [engines, heard, gone] = [[], [], 0];
});
afterEach(() => void vi.useRealTimers());

describe('the engine’s process', () => {
  it('gets a port only when it is ready', () => {
    const engine = supervise();
    expect(engine.hand('early')).toBe(false);
    last().emit('message', { type: 'ready' });
    expect(engine.hand('p1')).toBe(true);
    expect(last().told).toEqual([[{ type: 'port' }, ['p1']]]);
  });

  it('is started again when it dies, later each time, and who listens is told first', async () => {
    const engine = supervise();
    for (const wait of [250, 500, 1000, 2000]) {
      last().emit('message', { type: 'ready' });
      last().die();
      expect(engine.hand('late')).toBe(false);
      const count = engines.length;
      await vi.advanceTimersByTimeAsync(wait - 1);
      expect(engines).toHaveLength(count);
      await vi.advanceTimersByTimeAsync(1);
      expect(engines).toHaveLength(count + 1);
    }
    expect(gone).toBe(4);
  });

  it('is not started again where it cannot start', async () => {
    supervise();
    last().emit('message', { type: 'failed', message: 'no such file' });
    last().die();
    await vi.advanceTimersByTimeAsync(120_000);
    expect(engines).toHaveLength(1);
    expect(heard).toEqual([{ type: 'failed', message: 'no such file' }]);
  });

  it('is asked to stop, and waited for', async () => {
    const engine = supervise();
    let stopped = false;
    void engine.stop().then(() => (stopped = true));
    expect(last().told).toEqual([[{ type: 'stop' }, undefined]]);
    await vi.advanceTimersByTimeAsync(400);
    expect(stopped).toBe(false);
    last().die();
    await vi.advanceTimersByTimeAsync(60_000);
    expect([stopped, engines.length]).toEqual([true, 1]);
  });

  it('is killed for real when it does not stop', async () => {
    vi.useRealTimers();
    const engine = supervise();
    // It hears no SIGTERM, as a process whose event loop hangs does not.
    const child = spawn(process.execPath, ['-e', 'process.on("SIGTERM", () => 0); setInterval(() => 0, 1000); console.log("up")']);
    await new Promise((resolve) => child.stdout.once('data', resolve));
    last().pid = child.pid;
    child.once('exit', () => last().die());
    await engine.stop();
    expect(child.signalCode).toBe('SIGKILL');
  });

  it('is started anew with another configuration, at once', async () => {
    const engine = supervise();
    engine.restart();
    expect(last().told).toEqual([[{ type: 'stop' }, undefined]]);
    last().die();
    await vi.advanceTimersByTimeAsync(250);
    expect(engines).toHaveLength(2);
  });

  it('may say what it likes: what is none of ours is not heard, and nothing breaks', () => {
    supervise();
    const words = fc.constantFrom(
      'ready',
      'failed',
      'summary',
      'notice',
      'preferences',
      'open',
      'secret.read',
      'secret.write',
      'x',
    );
    fc.assert(
      fc.property(
        fc.oneof(fc.anything(), fc.record({ type: words, message: fc.anything(), summary: fc.anything() })),
        (message) => {
          heard.length = 0;
          last().emit('message', message);
          for (const one of heard) expect(['ready', 'failed']).toContain(one.type);
        },
      ),
    );
  });

  it('does not hear an engine that has died already', () => {
    supervise();
    const dead = last();
    dead.die();
    dead.emit('message', { type: 'ready' });
    expect(heard).toEqual([]);
  });
});
