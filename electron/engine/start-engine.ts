import { hostname } from 'node:os';
import type { Config } from '../../shared/config/config';
import { createEngine, type Engine } from './engine';
import type { SecretStore } from './secrets';
import { openDoor } from './rpc-socket';
import { version } from '../../package.json';

/** An engine with its door open to this user's other shells. */
export interface StartedEngine {
  readonly engine: Engine;
  close(): Promise<void>;
}

/** Starts the engine of a configuration in this process. */
export async function startEngine(
  config: Config,
  options: { configFile: string | null; who: string; demo: boolean; acceptNew: boolean; secrets?: SecretStore },
): Promise<StartedEngine> {
  const engine = await createEngine({
    config,
    configFile: options.configFile,
    name: `${options.who}@${hostname()}`,
    version,
    demo: options.demo,
    acceptNew: options.acceptNew,
    home: process.env['HOME'] ?? process.env['USERPROFILE'] ?? '/',
    env: process.env,
    secrets: options.secrets ?? null,
  });
  const door = await openDoor(engine).catch(async (error: unknown) => {
    await engine.close();
    throw error;
  });
  return {
    engine,
    close: async () => {
      await door.close();
      await engine.close();
    },
  };
}
