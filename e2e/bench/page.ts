import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { pageBrowser } from './page-browser';
import { benchColdStart } from './page-cold-start';
import { benchEngineStart } from './page-engine-start';
import { benchLivePush } from './page-live-push';
import { benchRooms } from './page-rooms';
import { benchSize } from './page-size';
import { benchTrendsRoom } from './page-trends';
import type { BenchRow } from './row';
import { say } from './say';

const root = process.cwd();

/** The face in real Chromium, as it is shipped: how large, how soon, how steady over ten minutes of a push on 1,000 hosts. */
export async function benchPage(): Promise<BenchRow[]> {
  say('building what is shipped …');
  execFileSync(process.execPath, [join(root, 'electron/cli/launcher.mjs'), 'version'], { stdio: ['ignore', 'ignore', 'inherit'] });
  const page = join(root, 'out/renderer');
  const rows = [...benchSize(page), ...(await benchEngineStart(root))];
  const launch = pageBrowser();
  rows.push(...(await benchColdStart(page, launch)), ...(await benchRooms(page, launch)));
  rows.push(...(await benchTrendsRoom(page, launch)), ...(await benchLivePush(page, launch)));
  return rows;
}
