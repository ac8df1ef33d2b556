import { RPCHandler } from '@orpc/server/message-port';
import type { SupportedMessagePort } from '@orpc/client/message-port';
import { whoAmI } from '../cli/who';
import { loadConfig, writeFault } from './config/read-config';
import type { Caller } from './router/base';
import { router } from './router/router';
import { startEngine } from './start-engine';

/**
 * The engine as a process of its own, under the desktop shell. Its parent hands it one MessagePort for each page; what it cannot
 * start with, it says and ends.
 */
interface ParentPort {
  on(event: 'message', hear: (message: { data: unknown; ports: readonly StartablePort[] }) => void): void;
  postMessage(message: unknown): void;
}

type StartablePort = SupportedMessagePort & { start(): void };

const parent = (process as unknown as { parentPort?: ParentPort }).parentPort;
if (!parent) throw new Error('This is the engine’s own process: it is started by the desktop shell.');

const file = process.env['CAPSTAN_CONFIG'] ?? '';
const result = await loadConfig(file);
if (!result.ok) {
  parent.postMessage({ type: 'failed', message: result.faults.map((fault) => writeFault(file, fault)).join('\n') });
  process.exit(1);
}
const who = whoAmI(result.config.source.git);
try {
  const { engine } = await startEngine(result.config, {
    configFile: file,
    who,
    demo: process.env['CAPSTAN_DEMO'] === '1',
    acceptNew: false,
    // The parent starts this process anew with that file.
    opens: (opened) => parent.postMessage({ type: 'opens', file: opened }),
  });
  const handler = new RPCHandler<Caller>(router);
  // A message that cannot be read is its sender's trouble, not the fleet's.
  process.on('unhandledRejection', (error) => engine.log.add(`Internal error: ${String(error)}`, { level: 'error', mark: 'crit' }));
  parent.on('message', ({ ports }) => {
    for (const port of ports) {
      handler.upgrade(port, { context: { engine, role: 'captain', who, via: 'window' } });
      port.start();
    }
  });
  parent.postMessage({ type: 'ready' });
  const stop = () => void engine.close().finally(() => process.exit(0));
  process.once('SIGTERM', stop);
} catch (error) {
  parent.postMessage({ type: 'failed', message: error instanceof Error ? error.message : String(error) });
  process.exit(1);
}
