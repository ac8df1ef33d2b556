import { Command } from 'commander';
import { version as capstan } from '../../package.json';
import { exit } from './exit';
import { backup } from './verbs/backup';
import { demo } from './verbs/demo';
import { doctor } from './verbs/doctor';
import { engine } from './verbs/engine';
import { history } from './verbs/history';
import { hold, resume } from './verbs/hold';
import { init } from './verbs/init';
import { judge } from './verbs/judge';
import { lint } from './verbs/lint';
import { lock, unlock } from './verbs/lock';
import { plan } from './verbs/plan';
import { prune } from './verbs/prune';
import { push } from './verbs/push';
import { query } from './verbs/query';
import { restore } from './verbs/restore';
import { rollback } from './verbs/rollback';
import { secret } from './verbs/secret';
import { serve } from './verbs/serve';
import { putBack, takeOut } from './verbs/service';
import { start } from './verbs/start';
import { status } from './verbs/status';
import { version } from './verbs/version';

// `capstan history | head` ends when head does, and says nothing of it.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(exit.ok);
  throw error;
});

const program = new Command('capstan')
  .description('The control room for continuous deployment: push to a few hosts, watch, go on or go back.')
  .version(capstan, '-V, --version')
  .showHelpAfterError('(capstan --help says what there is)')
  .exitOverride();

for (const verb of [
  start,
  init,
  doctor,
  status,
  plan,
  push,
  rollback,
  hold,
  resume,
  history,
  lock,
  unlock,
  takeOut,
  putBack,
  prune,
  judge,
  lint,
  query,
  secret,
  backup,
  restore,
  serve,
  demo,
  version,
  engine,
])
  verb(program);

try {
  await program.parseAsync(process.argv);
} catch (error) {
  // Commander has said what was wrong, and ends with 0 only for help and version.
  const code = (error as { exitCode?: number }).exitCode;
  if (code === undefined) throw error;
  process.exitCode = code === 0 ? exit.ok : exit.usage;
}
