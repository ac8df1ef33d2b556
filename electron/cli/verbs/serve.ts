import { InvalidArgumentError, type Command } from 'commander';
import { CapstanError } from '../../../shared/contract/errors';
import { print, printJson } from '../output';
import { openSession } from '../session';
import { untilStopped } from '../until-stopped';
import { pageRoot, serve as serveBrowser } from '../../serve/serve';
import { openBrowser } from '../open-browser';
import { namesOf } from '../who';
import { common, ended, sessionOptions, type CommonOptions } from '../verb';

interface ServeOptions extends CommonOptions {
  readonly port: number;
  readonly open: boolean;
}

export function serve(program: Command): void {
  common(
    program
      .command('serve')
      .description('the browser shell: engine and page on this machine’s loopback')
      .option('-p, --port <port>', 'port; 0: any that is free', port, 0)
      .option('--no-open', 'do not open a browser'),
  ).action((options: ServeOptions) =>
    ended(options, async () => {
      const session = await openSession(sessionOptions(options));
      if (!session.own) {
        const hello = await session.client.hello();
        await session.close();
        throw new CapstanError(
          'BUSY',
          `An engine of this fleet runs already (process ${hello.pid}), and it has its own window.`,
          'Use that one, or stop it first.',
        );
      }
      const own = session.own;
      try {
        const shell = await serveBrowser(own.engine, pageRoot(import.meta.dirname), options.port, namesOf(session.who));
        // Listened for before anybody can know that it runs, and ask it to stop.
        const stopped = untilStopped(own.engine);
        const addresses = {
          captain: shell.address('captain'),
          responder: shell.address('responder'),
          viewer: shell.address('viewer'),
        };
        if (options.json) printJson({ fleet: session.config.name, ...addresses });
        else
          print(
            `Capstan for ${session.config.name}\n\n  captain    ${addresses.captain}\n  responder  ${addresses.responder}\n  viewer     ${addresses.viewer}\n\nCtrl-C stops it.`,
          );
        if (options.open && !options.json) openBrowser(addresses.captain);
        await stopped;
        await shell.close();
        return 0;
      } finally {
        await session.close();
      }
    }),
  );
}

export function port(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0 || value > 65535) throw new InvalidArgumentError('It has to be a port: 0 to 65535.');
  return value;
}
