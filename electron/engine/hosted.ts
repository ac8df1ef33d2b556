import { RPCHandler } from '@orpc/server/message-port';
import type { SupportedMessagePort } from '@orpc/client/message-port';
import { CapstanError } from '../../shared/contract/errors';
import type { DeskState } from '../../shared/contract/state';
import { toEngine, type FromEngine } from '../../shared/desk/host-port';
import { createGaugeChecks } from '../../shared/desk/gauge-checks';
import { noticesBetween, type CheckSight } from '../../shared/desk/notices';
import { summaryOf } from '../../shared/desk/summary';
import { whoAmI } from '../cli/who';
import { loadConfig, writeFault } from './config/read-config';
import type { Engine } from './engine';
import type { Caller } from './router/base';
import { router } from './router/router';
import { remoteSecrets } from './secrets';
import { startEngine } from './start-engine';

/**
 * The engine as a process of its own, under the desktop shell. Its parent hands it one MessagePort for each page, and is told what
 * the tray and the notifications need; what it cannot start with, it says and ends.
 */
interface ParentPort {
  on(event: 'message', hear: (message: { data: unknown; ports: readonly StartablePort[] }) => void): void;
  postMessage(message: FromEngine): void;
}

type StartablePort = SupportedMessagePort & { start(): void };

const parent = (process as unknown as { parentPort?: ParentPort }).parentPort;
if (!parent) throw new Error('This is the engine’s own process: it is started by the desktop shell.');

const file = process.env['CAPSTAN_CONFIG'] ?? '';
const result = await loadConfig(file);
if (!result.ok) fail(parent, result.faults.map((fault) => writeFault(file, fault)).join('\n'));
else await run(parent, result.config).catch((error: unknown) => fail(parent, whyNot(error)));

function whyNot(error: unknown): string {
  const said = error instanceof Error ? error.message : String(error);
  const isTaken = error instanceof CapstanError && error.code === 'BUSY';
  return isTaken ? `${said} It may be a push that was left to go on from a terminal: "capstan status" there says.` : said;
}

function fail(to: ParentPort, message: string): void {
  to.postMessage({ type: 'failed', message });
  // What was posted has to leave first.
  setTimeout(() => process.exit(1), 100);
}

async function run(to: ParentPort, config: Parameters<typeof startEngine>[0]): Promise<void> {
  const who = whoAmI(config.source.git);
  const secrets = remoteSecrets((message) => to.postMessage(message));
  const started = await startEngine(config, {
    configFile: file,
    who,
    demo: process.env['CAPSTAN_DEMO'] === '1',
    acceptNew: false,
    takeUp: true,
    secrets: secrets.store,
    // The parent starts this process anew with that file.
    opens: (opened) => to.postMessage({ type: 'open', configFile: opened }),
  });
  const { engine } = started;
  const handler = new RPCHandler<Caller>(router);
  // A message that cannot be read is its sender's trouble, not the fleet's.
  process.on('unhandledRejection', (error) => engine.log.add(`Internal error: ${String(error)}`, { level: 'error', mark: 'crit' }));
  const stop = () => void started.close().finally(() => process.exit(0));
  process.once('SIGTERM', stop);
  to.on('message', ({ data, ports }) => {
    const message = toEngine.safeParse(data).data;
    switch (message?.type) {
      case 'port':
        for (const port of ports) {
          handler.upgrade(port, { context: { engine, role: 'captain', who, via: 'window' } });
          port.start();
        }
        return;
      case 'sleep':
        engine.awake.sleep();
        return;
      case 'wake':
        engine.awake.wake();
        return;
      case 'secret':
        secrets.hear(message);
        return;
      case 'stop':
        stop();
        return;
      case undefined:
    }
  });
  to.postMessage({ type: 'ready' });
  void follow(engine, (message) => to.postMessage(message));
}

/** Tells the shell what has changed, as often as it does. */
async function follow(engine: Engine, tell: (message: FromEngine) => void): Promise<void> {
  let before: (DeskState & { readonly checks: readonly CheckSight[] }) | null = null;
  const checks = createGaugeChecks();
  let told = '';
  for await (const _event of engine.board.subscribe(null)) {
    const state = engine.board.state();
    const now = { ...state, checks: checks(state) };
    const summary = summaryOf(now);
    const text = JSON.stringify(summary);
    if (text !== told) tell({ type: 'summary', summary });
    told = text;
    if (before?.preferences.launchAtLogin !== now.preferences.launchAtLogin)
      tell({ type: 'preferences', launchAtLogin: now.preferences.launchAtLogin });
    for (const notice of noticesBetween(before, now)) tell({ type: 'notice', notice });
    before = now;
  }
}
