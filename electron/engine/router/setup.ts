import { existsSync } from 'node:fs';
import { CapstanError } from '../../../shared/contract/errors';
import type { SetupWritten } from '../../../shared/contract/setup';
import type { Surroundings } from '../config/paths';
import type { Engine, SetupPlace } from '../engine';
import { sentence } from '../fleet/operate';
import { draftSetup } from '../setup/draft';
import { tryHost } from '../setup/try-host';
import { writeConfig } from '../setup/write-file';
import { act, base } from './base';

export const setupRouter = {
  draft: base.setup.draft.handler(({ input, context: { engine } }) => {
    const { file } = placeOf(engine);
    const { text, faults, hosts } = draftSetup(input.answers, around(engine));
    return { text, faults, hosts, file, exists: existsSync(file) };
  }),

  try: base.setup.try.handler(({ input, context }) =>
    act(context, 'captain', 'setup.try', input, async () => {
      const { engine } = context;
      const deps = { asker: engine.questions.anew, around: around(engine), now: engine.clock };
      return { row: await tryHost(input.answers, input.host, deps) };
    }),
  ),

  write: base.setup.write.handler(({ input, context }) =>
    act(context, 'captain', 'setup.write', input, async (): Promise<SetupWritten> => {
      const { engine } = context;
      const { file, opens } = placeOf(engine);
      if (!engine.options.demo)
        throw new CapstanError(
          'REFUSED',
          `This desk runs ${engine.options.config.name}, which has its configuration.`,
          'Change that one in the settings, or start Capstan in another folder.',
        );
      const { text, faults } = draftSetup(input.answers, around(engine));
      if (faults.length > 0)
        throw new CapstanError(
          'BAD_CONFIG',
          'These answers do not make a configuration yet.',
          'Mend what is marked.',
          faults.map((fault) => `${fault.path}: ${fault.message}`),
        );
      writeConfig(file, text, input.overwrite);
      engine.log.add(`${context.who} wrote ${file}`, { mark: 'step' });
      if (!opens) return { file, opens: false, whyNot: 'this shell shows one fleet only' };
      try {
        await opens(file);
        return { file, opens: true, whyNot: null };
      } catch (error) {
        return { file, opens: false, whyNot: sentence(error) };
      }
    }),
  ),
};

function placeOf({ options }: Engine): SetupPlace {
  if (options.setup) return options.setup;
  throw new CapstanError('REFUSED', 'This shell writes no first configuration.', 'In a terminal `capstan init` writes one.');
}

/** The machine as the file will find it. */
function around(engine: Engine): Surroundings {
  const { home, env } = engine.options;
  return { file: placeOf(engine).file, home, env, platform: process.platform };
}
