import { dirname } from 'node:path';
import type { Config } from '../../shared/config/config';
import type { CapstanError } from '../../shared/contract/errors';
import { formatDateTime } from '../../shared/format/time';
import { lastGood, type LastGood } from '../engine/config/last-good';
import { loadConfig } from '../engine/config/read-config';
import { pointedData } from '../engine/pointer';
import { brokenConfig, configFileOf } from './config-file';
import { plain } from './output';
import { whoAmI } from './who';

/** Where a fleet's engine is found, and who asks. */
export interface FleetPlace {
  readonly configFile: string;
  readonly data: string;
  readonly who: string;
  readonly found: FoundConfig;
}

/** What the file says; or what is wrong with it, and the configuration that was in force before (null: not known). */
export type FoundConfig =
  | { readonly ok: true; readonly config: Config }
  | { readonly ok: false; readonly error: CapstanError; readonly before: LastGood | null };

/**
 * Finds the fleet that is meant. A broken file is no reason to lose it: its data directory is known from the last start. Throws
 * BAD_CONFIG where there is no file, or a broken one that no engine was ever started with.
 */
export async function fleetPlace(named: string | null): Promise<FleetPlace> {
  const configFile = configFileOf(named);
  const read = await loadConfig(configFile);
  if (read.ok) {
    const { config } = read;
    return { configFile, data: config.data, who: whoAmI(config.source.git), found: { ok: true, config } };
  }
  const error = brokenConfig(configFile, read.faults);
  const data = pointedData(configFile);
  if (data === null) throw error;
  const before = lastGood(data, configFile);
  const who = whoAmI(before?.config.source.git ?? dirname(configFile));
  return { configFile, data, who, found: { ok: false, error, before } };
}

/** Says on stderr that the file is broken, what is done in spite of it, and each fault; nothing where it is not. */
export function tellBroken({ configFile, found }: FleetPlace, inForce: 'of the engine' | 'last good'): void {
  if (found.ok) return;
  const what =
    inForce === 'of the engine' || found.before === null
      ? 'the engine that runs goes on with the configuration that it has'
      : `going on with the one that was in force since ${formatDateTime(found.before.since)}`;
  const lines = [`${configFile} is broken; ${what}.`, ...found.error.detail];
  process.stderr.write(`${lines.map(plain).join('\n')}\n`);
}
