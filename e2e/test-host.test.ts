import { connect, type Socket } from 'node:net';
import { expect, it } from 'vitest';
import { startTestFleet } from './test-engine';

/** What comes within a moment over a new connection; null: it was refused. */
function hear(port: number): Promise<string | null> {
  return new Promise((resolve) => {
    let heard = '';
    const socket: Socket = connect(port, '127.0.0.1');
    socket.on('data', (chunk) => (heard += chunk.toString('latin1')));
    socket.on('error', () => resolve(null));
    setTimeout(() => {
      socket.destroy();
      resolve(heard);
    }, 200);
  });
}

it('a host of a test’s fleet goes away, comes back and hangs as it is told to', async () => {
  const fleet = await startTestFleet({ types: { www: 1 } });
  const host = fleet.hosts['www-1']!;
  try {
    expect(await hear(host.port)).toMatch(/^SSH-2\.0-/);
    host.stop();
    expect(await hear(host.port)).toBeNull();
    await host.start();
    expect(await hear(host.port)).toMatch(/^SSH-2\.0-/);
    const engine = await fleet.startEngine();
    const connection = () => engine.board.state().hosts['www-1']?.connection;
    await expect.poll(() => engine.board.state().live.hostsOnIt, { timeout: 5000 }).toBe(1);
    host.stall(true);
    expect(await hear(host.port)).toBe('');
    const read = engine.desk().context.fleet.readAll({ deadlineMs: 300 });
    expect(await read).toEqual({ hosts: 1, failed: 1 });
    host.stall(false);
    expect((await engine.desk().context.fleet.readAll()).failed).toBe(0);
    host.stop();
    await expect.poll(connection, { timeout: 5000 }).not.toBe('connected');
    await host.start();
    await expect.poll(connection, { timeout: 10_000 }).toBe('connected');
  } finally {
    await fleet.close();
  }
});
