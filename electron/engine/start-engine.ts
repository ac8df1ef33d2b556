import { hostname } from 'node:os';
import type { Config } from '../../shared/config/config';
import { createEngine, type Engine, type SetupPlace } from './engine';
import type { SecretStore } from './secrets';
import { leavePointer } from './pointer';
import { openDoor, type Door } from './rpc-socket';
import { setupTarget } from './setup/target';
import { version } from '../../package.json';

/** An engine with its door open to this user's other shells. */
export interface StartedEngine {
  readonly engine: Engine;
  readonly door: Door;
  close(): Promise<void>;
}

/** Starts the engine of a configuration in this process. `opens`: see `SetupPlace`; `takeUp`, `text`: see `EngineOptions`. */
export async function startEngine(
  config: Config,
  options: {
    configFile: string | null;
    who: string;
    demo: boolean;
    acceptNew: boolean;
    takeUp: boolean;
    text?: string;
    secrets?: SecretStore;
    opens?: SetupPlace['opens'];
  },
): Promise<StartedEngine> {
  const home = process.env['HOME'] ?? process.env['USERPROFILE'] ?? '/';
  const engine = await createEngine({
    config,
    configFile: options.configFile,
    ...(options.text === undefined ? {} : { text: options.text }),
    name: `${options.who}@${hostname()}`,
    version,
    demo: options.demo,
    takeUp: options.takeUp,
    acceptNew: options.acceptNew,
    home,
    env: process.env,
    secrets: options.secrets ?? null,
    setup: {
      file: setupTarget({ folder: process.cwd(), home, platform: process.platform, env: process.env }),
      opens: options.opens ?? null,
    },
  });
  const door = await openDoor(engine).catch(async (error: unknown) => {
    await engine.close();
    throw error;
  });
  if (options.configFile !== null) leavePointer(options.configFile, config.data);
  return {
    engine,
    door,
    close: async () => {
      await door.close();
      await engine.close();
    },
  };
}
