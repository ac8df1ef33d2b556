import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { Config } from '../../shared/config/config';
import { CapstanError } from '../../shared/contract/errors';
import type { ConfigFault } from '../../shared/contract/state';
import { loadConfig, writeFault } from '../engine/config/read-config';
import { userConfig } from '../engine/setup/target';

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

/** The file that is meant: `named`, or the one that is found from here. Throws BAD_CONFIG where there is none. */
export function configFileOf(named: string | null): string {
  const file = named === null ? findConfig() : resolve(named);
  if (file === null)
    throw new CapstanError(
      'BAD_CONFIG',
      'There is no capstan.yaml here nor in any folder above.',
      'Write one with `capstan init`, or see it all work with `capstan demo`.',
    );
  return file;
}

/** Reads the configuration or says, line by line, what is wrong with it. Throws BAD_CONFIG. */
export async function readConfig(file: string): Promise<Config> {
  const result = await loadConfig(file);
  if (result.ok) return result.config;
  throw brokenConfig(file, result.faults);
}

/** A file that cannot be used, with each fault where it is. */
export function brokenConfig(file: string, faults: readonly ConfigFault[]): CapstanError {
  return new CapstanError(
    'BAD_CONFIG',
    `${file} cannot be used:`,
    'Mend it and try again.',
    faults.map((fault) => writeFault(file, fault)),
  );
}
