import { Suspense } from 'react';
import { later } from '../../later';
import type { LiveMark } from '../../parts/live-chart/live-chart-data';
import { Case, Cases, galleryNow, Group } from './group';
import { walk } from './walk';

const LiveChart = later(async () => (await import('../../parts/live-chart/live-chart')).LiveChart);

const from = galleryNow - 300_000;

const errors = walk({
  base: 0.18,
  spread: 0.05,
  seed: 7,
  from,
  change: (second, value) => (second < 200 ? value : value + ((second - 200) / 100) * 7),
});
const pushes: readonly LiveMark[] = [
  { at: from + 60_000, word: 'r-2030 done', kind: 'push' },
  { at: from + 200_000, word: 'r-2031 switched', kind: 'push' },
  { at: from + 285_000, word: 'rolled back', kind: 'rollback' },
];
const types = ['www', 'chat', 'shard-master', 'memcache'].map((name, index) => ({
  name,
  points: walk({ base: 30 + index * 1.5, spread: 8, seed: index + 3, from }),
}));
const silent = walk({
  base: 40,
  spread: 6,
  seed: 11,
  from,
  change: (second, value) => (second > 90 && second < 140 ? null : value),
}).slice(0, 240);

/** Charts that move, standing still. */
export const Charts = () => (
  <Group name="live chart" about="four series, 150 points, one chart a frame, nothing while it cannot be seen">
    <Suspense>
      <Cases>
        <Case wide state="one series over its limit, with pushes">
          <LiveChart
            title="php errors"
            unit="per s"
            series={[{ name: 'www', points: errors }]}
            limit={5}
            marks={pushes}
            from={from}
            to={galleryNow}
            height={180}
          />
        </Case>
        <Case wide state="four series, limit far above">
          <LiveChart title="cpu idle" unit="%" series={types} limit={200} marks={[]} from={from} to={galleryNow} height={180} />
        </Case>
        <Case wide state="a gap, then silence">
          <LiveChart
            title="replication lag"
            unit="s"
            series={[{ name: 'shard-master', points: silent }]}
            limit={null}
            marks={pushes.slice(0, 1)}
            from={from}
            to={galleryNow}
            height={120}
          />
        </Case>
        <Case wide state="no samples yet">
          <LiveChart
            title="registrations"
            unit="per min"
            series={[]}
            limit={20}
            marks={[]}
            from={from}
            to={galleryNow}
            height={80}
          />
        </Case>
        <Case wide state="for the wall">
          <LiveChart
            title="php errors"
            unit="per s"
            series={[{ name: 'www', points: errors }]}
            limit={5}
            marks={pushes.slice(1)}
            from={from}
            to={galleryNow}
            height={260}
            size="wall"
          />
        </Case>
      </Cases>
    </Suspense>
  </Group>
);
