import type { WebSocket } from 'ws';
import type { Frame } from './rpc-frame';

/** Frames of one connection that are handed on in one turn of the event loop: the others come in between. */
const mostPerTurn = 4;
/** Calls of one connection without an answer. */
const mostUnanswered = 128;
/** Answers that its other side has not taken yet. */
const mostUntakenBytes = 8 << 20;

/** What one connection may use of the engine at a time. What is beyond it waits, in its socket, so that its sender feels it. */
export interface Budget {
  take(frame: Frame): void;
  /** A call has had its answer, or never will. */
  answered(id: string): void;
  /** Something that was sent has left. */
  sent(): void;
  /** Frames handed on so far. */
  readonly handed: number;
  /** Frames wait, so the socket is not read: nor what its other side says of being alive. */
  readonly isHolding: boolean;
  /** Nothing is handed on any more. */
  close(): void;
}

/** `handOn` is given frames in the order they came, at the connection's pace. */
export function createBudget(socket: WebSocket, handOn: (frame: Frame) => void): Budget {
  // Pausing stops the socket, not what of its last piece is still being taken apart: that is what stands here.
  let waiting: Frame[] = [];
  let next = 0;
  let handed = 0;
  let isDue = false;
  let isClosed = false;
  const unanswered = new Set<string>();

  const mayHandOn = () =>
    next < waiting.length && unanswered.size < mostUnanswered && socket.bufferedAmount <= mostUntakenBytes && !isClosed;

  const turn = () => {
    isDue = false;
    for (let count = 0; count < mostPerTurn && mayHandOn(); count += 1) {
      const frame = waiting[next];
      if (!frame) break;
      next += 1;
      handed += 1;
      if (frame.isCall) unanswered.add(frame.id);
      handOn(frame);
    }
    if (next === waiting.length) {
      waiting = [];
      next = 0;
      if (socket.isPaused) socket.resume();
    }
    schedule();
  };

  const schedule = () => {
    if (isDue || !mayHandOn()) return;
    isDue = true;
    setImmediate(turn);
  };

  return {
    take: (frame) => {
      if (isClosed) return;
      waiting.push(frame);
      if (waiting.length - next > mostPerTurn && !socket.isPaused) socket.pause();
      schedule();
    },
    answered: (id) => {
      unanswered.delete(id);
      schedule();
    },
    sent: schedule,
    get handed() {
      return handed;
    },
    get isHolding() {
      return socket.isPaused;
    },
    close: () => {
      isClosed = true;
      waiting = [];
      next = 0;
      if (socket.isPaused) socket.resume();
    },
  };
}
