import { useState } from 'react';
import type { MarkName } from '../../../shared/desk/marks';
import type { HostCell } from '../../parts/host-cells';
import { HostGrid } from '../../parts/host-grid';
import { HostGroup } from '../../parts/host-group';
import { Case, Cases, Group, nothingHappens } from './group';

const busy: Readonly<Record<number, readonly [MarkName, string, HostCell['rule']]>> = {
  3: ['back', 'rolled back', 'shows'],
  14: ['switching', 'reverting', 'shows'],
  22: ['regressed', 'runs regressed', 'shows'],
  40: ['verified', 'verified', 'canary'],
  57: ['failed', 'failed', 'canary'],
  76: ['unknown', 'unknown', null],
  77: ['new', 'new, unproven', 'canary'],
  90: ['old', 'on another release', null],
  95: ['crit', 'broken', null],
  101: ['warn', 'left out', null],
};

const cells = (type: string, hosts: number, period = hosts): readonly HostCell[] =>
  Array.from({ length: hosts }, (_, index) => {
    const [mark, word, rule] = busy[index % period] ?? (['staged', 'staged', null] as const);
    return { host: `${type}-${String(index + 1).padStart(hosts > 999 ? 4 : 3, '0')}`, mark, word, rule };
  });

const memcache = cells('memcache', 5);
const www = cells('www', 150);
const chat = cells('chat', 24);
const search = cells('search', 112);
const web = cells('web', 1_000, 200);
const edge = cells('edge', 5_000, 613);
const grid = {
  chosen: null,
  onChoose: nothingHappens,
  describe: (host: string) => `linked 4f2c91e; running 4f2c91e; ${host} answered 2 s ago`,
};

/** Grids of hosts as most fleets have them: a few, 150 in a rollback, to select in, folded. */
export function Hosts() {
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set(['chat-004', 'chat-005', 'chat-006', 'chat-015']));
  return (
    <Group name="host grid" about="one stop for Tab; arrows, Home, End, Page up and down; Enter chooses">
      <Cases>
        <Case state="5 hosts">
          <HostGroup type="memcache" cells={memcache} {...grid} />
        </Case>
        <Case state="to select in">
          <HostGroup type="chat" cells={chat} {...grid} selected={selected} onSelected={setSelected} />
        </Case>
        <Case state="folded">
          <HostGroup type="search" cells={search} {...grid} folded />
        </Case>
        <Case wide state="150 hosts in a rollback; one runs a release found regressed">
          <HostGroup type="www" cells={www} {...grid} />
        </Case>
      </Cases>
    </Group>
  );
}

/** Grids beyond 500 hosts. */
export const ManyHosts = () => (
  <Group name="many hosts" about="small marks; a press, or Enter, enlarges the rows around one, Escape is the way back">
    <Cases>
      <Case wide state="1,000 hosts">
        <HostGrid type="web" cells={web} {...grid} />
      </Case>
      <Case wide state="5,000 hosts">
        <HostGrid type="edge" cells={edge} {...grid} />
      </Case>
    </Cases>
  </Group>
);
