import { hostname } from 'node:os';
import type { Config } from '../../shared/config/config';
import { createEngine, type Engine, type SetupPlace } from './engine';
import type { SecretStore } from './secrets';
import { openDoor } from './rpc-socket';
import { setupTarget } from './setup/target';
import { version } from '../../package.json';

/** An engine with its door open to this user's other shells. */
export interface StartedEngine {
  readonly engine: Engine;
  close(): Promise<void>;
}

/** Starts the engine of a configuration in this process. `opens`: see `SetupPlace`. */
export async function startEngine(
  config: Config,
  options: {
    configFile: string | null;
    who: string;
    demo: boolean;
    acceptNew: boolean;
    secrets?: SecretStore;
    opens?: SetupPlace['opens'];
  },
): Promise<StartedEngine> {
  const home = process.env['HOME'] ?? process.env['USERPROFILE'] ?? '/';
  const engine = await createEngine({
    config,
    configFile: options.configFile,
    name: `${options.who}@${hostname()}`,
    version,
    demo: options.demo,
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
  return {
    engine,
    close: async () => {
      await door.close();
      await engine.close();
    },
  };
}
