import { beforeEach, expect, it } from 'vitest';
import { FrameQueue } from './frame-queue';

let waiting: Map<number, () => void>;
let asked: number;
let queue: FrameQueue;
let done: string[];

beforeEach(() => {
  waiting = new Map();
  asked = 0;
  done = [];
  queue = new FrameQueue({
    request: (run) => {
      waiting.set(++asked, run);
      return asked;
    },
    cancel: (frame) => waiting.delete(frame),
  });
});

/** One frame passes: everything that was asked for before it is run. */
function frame(): void {
  const runs = [...waiting.values()];
  waiting.clear();
  runs.forEach((run) => run());
}
const job = (name: string) => () => void done.push(name);

it('does one job a frame, in the order of asking', () => {
  const [a, b, c] = [{}, {}, {}];
  queue.ask(a, job('a'));
  queue.ask(b, job('b'));
  queue.ask(c, job('c'));
  expect(done).toEqual([]);
  frame();
  expect(done).toEqual(['a']);
  frame();
  expect(done).toEqual(['a', 'b']);
  frame();
  frame();
  expect(done).toEqual(['a', 'b', 'c']);
  expect(waiting.size).toBe(0);
});

it('does only what was asked last, in the place that was kept', () => {
  const [a, b] = [{}, {}];
  queue.ask(a, job('a1'));
  queue.ask(b, job('b'));
  queue.ask(a, job('a2'));
  frame();
  frame();
  frame();
  expect(done).toEqual(['a2', 'b']);
});

it('lets nobody starve whoever asks anew each frame', () => {
  const [a, b] = [{}, {}];
  for (let tick = 0; tick < 4; tick++) {
    queue.ask(a, job('a'));
    queue.ask(b, job('b'));
    frame();
  }
  expect(done).toEqual(['a', 'b', 'a', 'b']);
});

it('asks for no frame when nothing is left', () => {
  const a = {};
  queue.ask(a, job('a'));
  queue.drop(a);
  expect(waiting.size).toBe(0);
  frame();
  expect(done).toEqual([]);
  queue.ask(a, job('again'));
  frame();
  expect(done).toEqual(['again']);
});

it('goes on when one of them throws', () => {
  queue.ask({}, () => {
    throw new Error('broken');
  });
  queue.ask({}, job('b'));
  expect(frame).toThrow('broken');
  frame();
  expect(done).toEqual(['b']);
});
