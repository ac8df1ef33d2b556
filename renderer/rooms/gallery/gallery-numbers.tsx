import { Delta, Ratio } from '../../parts/delta';
import { DiffStat, Lines } from '../../parts/diff-stat';
import { Duration } from '../../parts/duration';
import { Person } from '../../parts/person';
import { Revision } from '../../parts/revision';
import { SectionHead } from '../../parts/section-head';
import { Age, Left, Since, Timer } from '../../parts/time';
import { Case, Cases, galleryNow, Group } from './group';
import css from './gallery.module.css';

const second = 1_000;
const minute = 60 * second;
const day = 1_440 * minute;
const changes = [
  [12, 3],
  [1, 0],
  [0, 640],
  [1_204, 87],
] as const;

/** The small things that stand in sentences and cells: figures, times, revisions, people. */
export const Numbers = () => (
  <Group name="numbers" about="tabular, one precision a column; no value is an en dash, never 0">
    <Cases>
      <Case state="delta: up, down, none, without a value, large">
        <ul className={css.right}>
          <li>
            <Delta of={7.24} decimals={2} ratio={40.22} />
          </li>
          <li>
            <Delta of={-2.4} decimals={2} ratio={-0.0488} />
          </li>
          <li>
            <Delta of={0} decimals={2} ratio={0} />
          </li>
          <li>
            <Delta of={null} decimals={2} />
          </li>
          <li>
            <b>
              <Delta of={12_408.5} decimals={2} />
            </b>{' '}
            <Ratio of={0.1984} />
          </li>
        </ul>
      </Case>
      <Case state="duration: tenths, seconds, minutes, hours, days, none">
        <ul className={css.right}>
          <li>
            <Duration ms={2_140} tenths />
          </li>
          {[41 * second, 9 * minute + 40 * second, 154 * minute, 65.9 * day, null].map((ms) => (
            <li key={ms}>
              <Duration ms={ms} />
            </li>
          ))}
        </ul>
      </Case>
      <Case state="age: fresh, stale, very old">
        <ul>
          <li>
            data <Age at={galleryNow - 3 * second} lateAfterMs={30 * second} />
          </li>
          <li>
            data <Age at={galleryNow - 402 * second} lateAfterMs={30 * second} />
          </li>
          <li>
            data <Age at={galleryNow - 412 * day} lateAfterMs={30 * second} />
          </li>
        </ul>
      </Case>
      <Case state="timers: running, ended, left, overdue, since">
        <ul>
          <li>
            <Timer from={galleryNow - 150 * second} endedAt={null} />
          </li>
          <li>
            <Timer from={galleryNow - 150 * second} endedAt={galleryNow - 141 * second} />
          </li>
          <li>
            <Left at={galleryNow + 34 * second} />
          </li>
          <li>
            <Left at={galleryNow - second} />
          </li>
          <li>
            for <Since at={galleryNow - 154 * minute} />
          </li>
        </ul>
      </Case>
      <Case state="revision: seven digits, a release, a short one">
        <ul>
          <li>
            <Revision of="4f2c91e0aa31c0ffee" />
          </li>
          <li>
            <Revision of="9b3d07a1c0ffee-5d41402a" />
          </li>
          <li>
            <Revision of="v2031" />
          </li>
        </ul>
      </Case>
      <Case state="person: alone, in a part, with too long a name">
        <ul className={css.slim}>
          <li>
            <Person name="Mara Lindqvist" />
          </li>
          <li>
            <Person name="Aiko Tanaka" as="captain" />
          </li>
          <li>
            <Person name="Wilhelmina Featherstonehaugh-Cholmondeley" as="on call" />
          </li>
        </ul>
      </Case>
      <Case state="diff-stat: both, only added, only removed, large">
        <ul>
          {changes.map(([added, removed]) => (
            <li key={added} className={css.pair}>
              <Lines added={added} removed={removed} />
              <DiffStat added={added} removed={removed} />
            </li>
          ))}
        </ul>
      </Case>
      <Case wide state="heading of a section">
        <SectionHead title="Gauges" about="8, worst first">
          <span>pre from 11:31:38</span>
          <span>
            data <Age at={galleryNow - 3 * second} lateAfterMs={30 * second} />
          </span>
        </SectionHead>
      </Case>
    </Cases>
  </Group>
);
