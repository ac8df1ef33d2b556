import { useState } from 'react';
import type { LogLine } from '../../../shared/contract/state';
import { Button } from '../../parts/button';
import { LogView } from '../../parts/log-view';
import { Case, Cases, galleryNow, Group } from './group';
import css from './gallery.module.css';

type Told = readonly [host: string | null, mark: string | null, text: string];

const told: readonly Told[] = [
  ['chat-019', 'unknown', 'no answer for 10 s: unknown. Left out'],
  ['www-087', 'failed', 'staging failed: No space left on device. Left out'],
  [null, null, 'Phase 1: watch of 3:00 starts, linked and running agree on 9 of 10'],
  [null, null, 'Warm-up of 30 s over, judging 8 gauges'],
  ['shard-master-005', 'unknown', 'replication lag: no samples for 1 m 12 s'],
  [null, 'suspect', 'loadavg1 4.95, comparator +0.79'],
  [null, 'regressed', 'php errors 7.42, limit > 5, second sample in a row'],
  [null, null, 'Fence 8812 to 8813. Switching 10 hosts back, all at once'],
  ['www-004', 'rolled back', 'linked 4f2c91e, running 4f2c91e: rolled back, 2.1 s'],
];

const lineOf = (seq: number, at: number): LogLine => {
  const [host, mark, text] = told[seq % told.length] ?? [null, null, ''];
  return { seq, at, push: 'r-2031', host, level: mark === 'failed' ? 'error' : 'info', mark, text };
};
const log = (lines: number): readonly LogLine[] =>
  Array.from({ length: lines }, (_, index) => lineOf(index + 1, galleryNow - (lines - index) * 700));

const long = log(10_000);

/** Logs: nothing yet, 10,000 lines of which those in sight are drawn, and one that grows by a press. */
export function Logs() {
  const [lines, setLines] = useState(long);
  return (
    <Group name="logs" about="newest on top, follows while one is there; find, copy; only what is in sight is drawn">
      <Cases>
        <Case wide state="10,000 lines">
          <div className={css.log}>
            <LogView title="Log" about="r-2031" lines={lines} />
          </div>
          <Button small onClick={() => setLines((before) => [...before, lineOf(before.length + 1, galleryNow)])}>
            One more line
          </Button>
        </Case>
        <Case wide state="nothing yet">
          <LogView title="Log of no push" about="" lines={[]} />
        </Case>
      </Cases>
    </Group>
  );
}
