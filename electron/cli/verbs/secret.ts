import type { Command } from 'commander';
import { randomUUID } from 'node:crypto';
import { CapstanError } from '../../../shared/contract/errors';
import { mostSecret, secretNames } from '../../../shared/security';
import { exit } from '../exit';
import { print, printJson } from '../output';
import { readSecret } from '../questions';
import { attach } from '../attach';
import { fleetPlace, tellBroken } from '../fleet-place';
import { common, ended, type CommonOptions } from '../verb';

/** Secrets of sources, kept in the keychain of the desktop app that runs. They are never read back, nor taken from the command line. */
export function secret(program: Command): void {
  const verb = program.command('secret').description('keep the secrets that capstan.yaml names in the keychain of the desktop app');
  common(
    verb
      .command('set <name>')
      .description('keep a secret, read from standard input or asked for without showing it; it holds from the next request on'),
  ).action((name: string, options: CommonOptions) =>
    change(name, options, async () => {
      const value = trimmed(await readValue(name, options.json ?? false));
      if (value === '')
        throw new CapstanError('BAD_INPUT', 'Nothing was given: an empty secret is none.', 'Pipe it in, or type it when asked.');
      if (value.length > mostSecret)
        throw new CapstanError(
          'BAD_INPUT',
          `The secret is longer than ${mostSecret} letters.`,
          'Keep a token or a password, not a file.',
        );
      return value;
    }),
  );
  common(verb.command('remove <name>').description('forget a secret')).action((name: string, options: CommonOptions) =>
    change(name, options, () => Promise.resolve(null)),
  );
}

/** `find`: the secret, asked for only where it can be kept; null: forget it. */
async function change(name: string, options: CommonOptions, find: () => Promise<string | null>): Promise<void> {
  await ended(options, async () => {
    if (!secretNames.test(name))
      throw new CapstanError(
        'BAD_INPUT',
        `${JSON.stringify(name)} cannot be the name of a secret.`,
        'It is named like an environment variable: PROM_TOKEN.',
      );
    const place = await fleetPlace(options.config ?? null);
    const attached = await attach(place.data, place.who);
    if (!attached)
      throw new CapstanError(
        'REFUSED',
        'Only the desktop app has a keychain, and it does not run for this fleet.',
        `Open it and try again; or set the environment variable ${name} for the process that runs the engine.`,
      );
    tellBroken(place, 'of the engine');
    try {
      const value = await find();
      const done = await attached.client.settings.secret({ key: randomUUID(), name, secret: value });
      if (options.json) printJson({ name, kept: value !== null, ...done });
      else print(said(name, value !== null, done.over));
    } finally {
      attached.close();
    }
    return exit.ok;
  });
}

function said(name: string, isKept: boolean, over: boolean): string {
  const what = isKept ? `${name} is kept in the keychain.` : `${name} is forgotten.`;
  return over ? `${what} The environment variable ${name} of the engine goes before it.` : what;
}

async function readValue(name: string, json: boolean): Promise<string> {
  if (process.stdin.isTTY && !json) return readSecret(`${name}: `);
  let text = '';
  process.stdin.setEncoding('utf8');
  for await (const chunk of process.stdin) {
    text += String(chunk);
    if (text.length > 2 * mostSecret) break;
  }
  return text;
}

/** Files and `echo` end with a line feed that is no part of it. */
const trimmed = (text: string): string => text.replace(/[\r\n]+$/, '');
