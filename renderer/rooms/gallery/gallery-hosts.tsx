import { useState } from 'react';
import { hostMarks, toneOf, verdictMarks, type MarkName } from '../../../shared/desk/marks';
import type { HostCell } from '../../parts/host-cells';
import { HostGrid } from '../../parts/host-grid';
import { HostGroup } from '../../parts/host-group';
import { Mark, State } from '../../parts/mark';
import { Case, Cases, Group, nothingHappens } from './group';
import css from './gallery.module.css';

const others: readonly (readonly [MarkName, string])[] = [
  ['ok', 'OK'],
  ['warn', 'WARNING'],
  ['crit', 'CRITICAL'],
  ['unknown', 'UNKNOWN'],
  ['stale', 'STALE'],
  ['pending', 'PENDING'],
  ['regressed', 'runs regressed'],
  ['tick', 'step passed'],
  ['dash', 'step not reached'],
];

/** Every mark with its word, and the grids that are made of them. */
export function Marks() {
  return (
    <Group name="marks" about="a colour, a shape, a word">
      <Cases>
        <Case state="checks and steps">
          <Words of={others} />
        </Case>
        <Case state="verdicts">
          <Words of={Object.entries(verdictMarks).map(([word, mark]) => [mark, word] as const)} />
        </Case>
        <Case state="hosts">
          <Words of={Object.entries(hostMarks).map(([word, mark]) => [mark, word] as const)} />
        </Case>
        <Case state="every shape, at 9, 12 and 24 pixels">
          {[9, 12, 24].map((size) => (
            <div key={size} className={css.row}>
              {(Object.keys(toneOf) as MarkName[]).map((name) => (
                <Mark key={name} name={name} size={size} />
              ))}
            </div>
          ))}
        </Case>
      </Cases>
    </Group>
  );
}

const Words = ({ of }: { of: readonly (readonly [MarkName, string])[] }) => (
  <ul>
    {of.map(([mark, word]) => (
      <li key={word}>
        <State name={mark} soft={toneOf[mark] === 'idle'}>
          {word}
        </State>
      </li>
    ))}
  </ul>
);

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
    return { host: `${type}-${String(index + 1).padStart(3, '0')}`, mark, word, rule };
  });

const www = cells('www', 112);
const chat = cells('chat', 24);
const web = cells('web', 400, 200);
const edge = cells('edge', 2_000, 313);
const describe = (host: string) => `linked 4f2c91e; running 4f2c91e; ${host} answered 2 s ago`;
const asFolded = { type: 'memcache', cells: cells('memcache', 112), chosen: null, onChoose: nothingHappens, describe };

/** Grids of hosts: usual, to select in, folded, and beyond 500. */
export function Hosts() {
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set(['chat-004', 'chat-005', 'chat-006', 'chat-015']));
  return (
    <Group name="host grid" about="one stop for Tab; arrows, Home, End, Page up and down; Enter chooses">
      <Cases>
        <Case state="112 hosts in a rollback">
          <HostGroup type="www" cells={www} chosen={null} onChoose={nothingHappens} describe={describe} />
        </Case>
        <Case state="to select in">
          <HostGroup
            type="chat"
            cells={chat}
            chosen={null}
            onChoose={nothingHappens}
            describe={describe}
            selected={selected}
            onSelected={setSelected}
          />
        </Case>
        <Case state="folded">
          <HostGroup {...asFolded} folded />
        </Case>
        <Case wide state="400 hosts">
          <HostGroup type="web" cells={web} chosen={null} onChoose={nothingHappens} describe={describe} />
        </Case>
        <Case wide state="2,000 hosts: a press enlarges">
          <HostGrid type="edge" cells={edge} chosen={null} onChoose={nothingHappens} describe={describe} />
        </Case>
      </Cases>
    </Group>
  );
}
