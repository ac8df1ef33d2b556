import { readFile, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, resolve } from 'node:path';
import type { ConfigFault } from '../../../shared/contract/state';
import { parseConfig } from './parse-config';
import type { ConfigResult } from './parse-config';
import type { Surroundings } from './paths';
import { MOST_BYTES, Positions } from './text-faults';

/** The machine that this process runs on. */
export function thisMachine(file: string): Surroundings {
  return { file: resolve(file), home: homedir(), platform: process.platform, env: process.env };
}

/** Text of a configuration file, or why it cannot be had. Never waits on a pipe and never reads a huge file. */
export async function readConfigText(file: string): Promise<{ ok: true; text: string } | { ok: false; faults: ConfigFault[] }> {
  try {
    const found = await stat(file);
    if (!found.isFile()) return unreadable(`${file} is not a file`, 'a file such as capstan.yaml');
    if (found.size > MOST_BYTES) {
      return unreadable(
        `${file} is too large: ${(found.size / MOST_BYTES).toFixed(1)} MiB`,
        'at most 1 MiB; ranges such as "www[001-112]" keep it short',
      );
    }
    return decode(await readFile(file));
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code === 'ENOENT' || code === 'ENOTDIR') return unreadable(`there is no ${file}`, 'capstan init writes one');
    if (code === 'EACCES' || code === 'EPERM') return unreadable(`${file} may not be read`, `chmod u+r ${basename(file)}`);
    return unreadable(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`, 'a readable file');
  }
}

function decode(bytes: Uint8Array): { ok: true; text: string } | { ok: false; faults: ConfigFault[] } {
  try {
    return { ok: true, text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch {
    // The first place where decoding put its mark for "no character".
    const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
    const place = new Positions(text).at(Math.max(0, text.indexOf('\ufffd')));
    return {
      ok: false,
      faults: [{ ...place, text: '\ufffd', path: '', message: 'the file is not UTF-8 text', hint: 'the file saved as UTF-8' }],
    };
  }
}

function unreadable(message: string, hint: string): { ok: false; faults: ConfigFault[] } {
  return { ok: false, faults: [{ line: 1, column: 1, text: '', path: '', message, hint }] };
}

/** Reads and checks a configuration file. Never throws: what is wrong comes as faults. */
export async function loadConfig(file: string, around: Surroundings = thisMachine(file)): Promise<ConfigResult> {
  const read = await readConfigText(around.file);
  return read.ok ? parseConfig(read.text, around) : read;
}

/** One fault as a line of a terminal: `capstan.yaml:4:30: "ten" is not a whole number (at "ten"). Right would be: …`. */
export function writeFault(file: string, fault: ConfigFault): string {
  const text = fault.text === '' || fault.message.includes(fault.text) ? '' : ` (at "${fault.text}")`;
  const path = fault.path === '' ? '' : `${fault.path}: `;
  return `${file}:${String(fault.line)}:${String(fault.column)}: ${path}${fault.message}${text}. Right: ${fault.hint}`;
}
