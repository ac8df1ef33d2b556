import { InvalidArgumentError, type Command } from 'commander';
import { configFileOf } from '../config-file';
import { exit } from '../exit';
import { print, printJson } from '../output';
import { keepShown, takeSeat } from '../seat';
import { untilStopped } from '../until-stopped';
import { pageRoot, serve as serveBrowser } from '../../serve/serve';
import { openBrowser } from '../open-browser';
import { namesOf } from '../who';
import { common, ended, type CommonOptions } from '../verb';

interface ServeOptions extends CommonOptions {
  readonly port: number;
  readonly open: boolean;
}

export function serve(program: Command): void {
  common(
    program
      .command('serve')
      .description('the browser shell: the page on this machine’s loopback, with the engine that runs, or one of its own')
      .option('-p, --port <port>', 'port; 0: any that is free', port, 0)
      .option('--no-open', 'do not open a browser'),
  ).action((options: ServeOptions) =>
    ended(options, async () => {
      const seatOptions = { config: configFileOf(options.config ?? null), acceptNew: options.acceptNew ?? false, demo: false };
      const held = { seat: await takeSeat(seatOptions) };
      try {
        const { fleet, who, connect } = held.seat;
        const shell = await serveBrowser(connect, pageRoot(import.meta.dirname), options.port, namesOf(who));
        // Listened for before anybody can know that it runs, and ask it to stop.
        const stopped = untilStopped(() => held.seat.engine);
        const addresses = {
          captain: shell.address('captain'),
          responder: shell.address('responder'),
          viewer: shell.address('viewer'),
        };
        if (options.json) printJson({ fleet, ...addresses });
        else
          print(
            `Capstan for ${fleet}\n\n  captain    ${addresses.captain}\n  responder  ${addresses.responder}\n  viewer     ${addresses.viewer}\n\nCtrl-C stops it.`,
          );
        if (options.open && !options.json) openBrowser(addresses.captain);
        try {
          await keepShown(held, shell, { stopped, options: () => seatOptions });
        } finally {
          await shell.close();
        }
        return exit.ok;
      } finally {
        await held.seat.close();
      }
    }),
  );
}

export function port(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0 || value > 65535) throw new InvalidArgumentError('It has to be a port: 0 to 65535.');
  return value;
}
