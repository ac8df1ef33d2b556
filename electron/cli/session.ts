import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import type { ContractRouterClient } from '@orpc/contract';
import { createRouterClient } from '@orpc/server';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { WebSocket } from 'ws';
import type { Config } from '../../shared/config/config';
import type { Contract } from '../../shared/contract/contract';
import { CapstanError } from '../../shared/contract/errors';
import { socketPath } from '../engine/claim';
import { loadConfig, writeFault } from '../engine/config/read-config';
import { userConfig } from '../engine/setup/target';
import { startEngine, type StartedEngine } from '../engine/start-engine';
import { router } from '../engine/router/router';
import { answerQuestions } from './questions';
import { whoAmI } from './who';

export type Client = ContractRouterClient<Contract>;

export interface SessionOptions {
  /** Path of capstan.yaml; null: found from the working directory upwards. */
  readonly config: string | null;
  readonly acceptNew: boolean;
  readonly json: boolean;
}

/** A way to the one engine of a data directory: the running one, or one of our own for as long as the verb takes. */
export interface Session {
  readonly client: Client;
  readonly config: Config;
  readonly configFile: string;
  readonly who: string;
  /** Null when attached to an engine that runs elsewhere. */
  readonly own: StartedEngine | null;
  /** Whether the engine that this is attached to has gone. */
  lost(): boolean;
  close(): Promise<void>;
}

/** Looks for `capstan.yaml` here, in the folders above, and where this user has one for everywhere; null if there is none. */
export function findConfig(from: string = process.cwd()): string | null {
  const named = process.env['CAPSTAN_CONFIG'];
  if (named) return resolve(named);
  for (let folder = from; ; folder = dirname(folder)) {
    const file = join(folder, 'capstan.yaml');
    if (existsSync(file)) return file;
    if (folder === dirname(folder)) break;
  }
  const own = userConfig({ home: homedir(), platform: process.platform, env: process.env });
  return existsSync(own) ? own : null;
}

/** Reads the configuration or says, line by line, what is wrong with it. Throws BAD_CONFIG. */
export async function readConfig(file: string): Promise<Config> {
  const result = await loadConfig(file);
  if (result.ok) return result.config;
  throw new CapstanError(
    'BAD_CONFIG',
    `${file} cannot be used:`,
    'Mend it and try again.',
    result.faults.map((fault) => writeFault(file, fault)),
  );
}

export function configFileOf(options: Pick<SessionOptions, 'config'>): string {
  const file = options.config === null ? findConfig() : resolve(options.config);
  if (file === null)
    throw new CapstanError(
      'BAD_CONFIG',
      'There is no capstan.yaml here nor in any folder above.',
      'Write one with `capstan init`, or see it all work with `capstan demo`.',
    );
  return file;
}

/** Attaches to the running engine of the fleet's data directory, or starts one. */
export async function openSession(options: SessionOptions): Promise<Session> {
  const configFile = configFileOf(options);
  const config = await readConfig(configFile);
  const who = whoAmI(config.source.git);
  const attached = await attach(config, who);
  if (attached) return { ...attached, config, configFile, who, own: null };
  try {
    const own = await startEngine(config, { configFile, who, demo: false, acceptNew: options.acceptNew });
    const client: Client = createRouterClient(router, { context: { engine: own.engine, role: 'captain', who, via: 'terminal' } });
    const stop = answerQuestions(client, options.json);
    return { client, config, configFile, who, own, lost: () => false, close: async () => (stop(), await own.close()) };
  } catch (error) {
    // Another engine won the directory in between: it is the one to talk to.
    const late = error instanceof CapstanError && error.code === 'BUSY' ? await attach(config, who, 20) : null;
    if (late) return { ...late, config, configFile, who, own: null };
    throw error;
  }
}

/** Attaches to the engine that has the fleet's data directory; null: there is none. */
export async function attach(config: Config, who: string, tries = 1): Promise<Pick<Session, 'client' | 'lost' | 'close'> | null> {
  const path = socketPath(config.data);
  for (let left = tries; left > 0; left--) {
    const socket = await dial(path, who);
    if (socket) {
      const client: Client = createORPCClient(new RPCLink({ websocket: socket }));
      return { client, lost: () => socket.readyState !== socket.OPEN, close: () => Promise.resolve(socket.close()) };
    }
    if (left > 1) await new Promise((wake) => setTimeout(wake, 100));
  }
  return null;
}

function dial(path: string, who: string): Promise<WebSocket | null> {
  if (process.platform !== 'win32' && !existsSync(path)) return Promise.resolve(null);
  return new Promise((done) => {
    const socket = new WebSocket(`ws+unix:${path}:/`, {
      headers: { 'x-capstan-who': encodeURIComponent(who) },
      handshakeTimeout: 3000,
    });
    socket.once('open', () => done(socket));
    socket.once('error', () => done(null));
  });
}
