import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import { setTimeout as pause } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { socketPath } from '../electron/engine/claim';
import type { Client } from './transports';

// The engine that a verb started is a process of its own: what a test has to kill, to stop or to wait for is that one. It is found by
// asking it, so this process has to look for sockets where the verb does (XDG_RUNTIME_DIR).

/** The process of the engine that has a data directory; null: none answers. */
export async function enginePid(data: string): Promise<number | null> {
  const socket = new WebSocket(`ws+unix:${socketPath(data)}:/`, { handshakeTimeout: 2000 });
  const isOpen = await new Promise<boolean>((done) => {
    socket.once('open', () => done(true));
    socket.once('error', () => done(false));
  });
  if (!isOpen) return null;
  const client: Client = createORPCClient(new RPCLink({ websocket: socket }));
  try {
    return (await client.hello()).pid;
  } catch {
    return null;
  } finally {
    socket.close();
  }
}

/** The same, as soon as there is one. */
export async function engineStarted(data: string, withinMs = 60_000): Promise<number> {
  for (const until = performance.now() + withinMs; performance.now() < until; await pause(20)) {
    const pid = await enginePid(data);
    if (pid !== null) return pid;
  }
  throw new Error(`No engine works with ${data}.`);
}

/** Whether a process is there. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Resolves when a process has ended. */
export async function untilEnded(pid: number, withinMs = 60_000): Promise<void> {
  for (const until = performance.now() + withinMs; performance.now() < until; await pause(20)) if (!isAlive(pid)) return;
  throw new Error(`Process ${pid} goes on.`);
}

/** Ends whatever engine has a data directory: nothing of a test stays behind. */
export async function killEngine(data: string): Promise<void> {
  const pid = await enginePid(data);
  if (pid === null || pid === process.pid) return;
  process.kill(pid, 'SIGKILL');
  await untilEnded(pid);
}
