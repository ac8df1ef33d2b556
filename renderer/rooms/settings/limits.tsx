import { useEffect, useRef } from 'react';
import type { SettingsView } from '../../../shared/contract/settings';
import type { ConfigFault, GaugeView } from '../../../shared/contract/state';
import { decimalsFor, formatNumber, nothing } from '../../../shared/format/words';
import { verdictMarks } from '../../../shared/desk/marks';
import { Button } from '../../parts/button';
import { cx } from '../../parts/cx';
import { State } from '../../parts/mark';
import { EmptyState } from '../../parts/states';
import { Age } from '../../parts/time';
import { go } from '../../router';
import { useDesk } from '../../state/desk';
import { gaugeFault } from '../../config-draft/checks';
import { faultAt } from '../../config-draft/faults';
import { change, useDraftStore } from '../../config-draft/draft-store';
import { GaugePanel } from './gauge-panel';
import { fieldOf, same, textOf, type Group } from '../../config-draft/plain';
import { useKeys } from './use-keys';
import { addressOf, begin, freshGauge, type Working, type WorkingGauge } from '../../config-draft/working';
import css from './limits.module.css';

const readLateMs = 30_000;

interface Props {
  readonly working: Working;
  readonly view: SettingsView;
  readonly faults: readonly ConfigFault[];
  readonly readOnly: boolean;
  /** Slug of the gauge that is open; null: none. */
  readonly chosen: string | null;
}

const openGauge = (gauge: string | null) => go({ room: 'settings', section: 'limits', gauge });

/** Every gauge with its rule beside what it reads now, in the order of the file; the chosen one to be edited. */
export function Limits({ working, view, faults, readOnly, chosen }: Props) {
  const desk = useDesk();
  const table = useRef<HTMLTableElement>(null);
  useKeys(table, walk);
  const before = begin(view.value)?.gauges ?? [];
  const open = working.gauges.find((gauge) => addressOf(gauge, before) === chosen) ?? null;
  const nowOf = ({ from, value }: WorkingGauge): GaugeView | null => {
    const name = from === null ? value['name'] : before[from]?.value['name'];
    return desk?.gauges.find((gauge) => gauge.name === name) ?? null;
  };
  const close = () => {
    const row = open?.id;
    openGauge(null);
    // The panel takes the focus with it where nobody catches it.
    if (row) table.current?.querySelector<HTMLElement>(`[data-gauge="${row}"]`)?.focus();
  };
  const add = () => {
    const made = freshGauge(working.gauges);
    change((now) => ({ ...now, gauges: [...now.gauges, made] }));
    openGauge(made.id);
  };
  return (
    <div className={css.section}>
      <div className={css.list}>
        {working.gauges.length === 0 ? (
          <EmptyState title="Nothing is watched yet, so only the health checks of the hosts decide">
            A gauge reads a metric of every host after the switch, and rolls back what makes it worse.
          </EmptyState>
        ) : (
          <table ref={table} className={css.table} aria-label="Gauges and limits">
            <thead>
              <tr>
                <th>Gauge and metric</th>
                <th>Hosts, kind</th>
                <th className="r">Now</th>
                <th>Limit, change</th>
                <th>Severity, warm-up</th>
                <th className={css.less}>No data, too little</th>
                <th>Last verdict</th>
              </tr>
            </thead>
            <tbody>
              {working.gauges.map((gauge, index) => (
                <Row
                  key={gauge.id}
                  gauge={gauge}
                  now={nowOf(gauge)}
                  chosen={gauge === open}
                  note={noteOf(gauge, index, before, faults)}
                  onOpen={() => openGauge(addressOf(gauge, before))}
                />
              ))}
            </tbody>
          </table>
        )}
        <div className={css.foot}>
          <Button small whyNot={readOnly ? 'the file is not to be changed' : null} onClick={add}>
            Add a gauge
          </Button>
        </div>
      </div>
      {open && (
        <GaugePanel
          key={open.id}
          gauge={open}
          index={working.gauges.indexOf(open)}
          gauges={working.gauges}
          now={nowOf(open)}
          types={view.types}
          faults={faults}
          readOnly={readOnly}
          onClose={close}
        />
      )}
      {chosen !== null && !open && <Missing chosen={chosen} />}
    </div>
  );
}

/** A link to a gauge that has another name since it was saved leads there, and to one that is no more to the list. */
function Missing({ chosen }: { chosen: string }) {
  const since = useDraftStore((store) => store.since.get(chosen) ?? null);
  useEffect(() => {
    go({ room: 'settings', section: 'limits', gauge: since === chosen ? null : since }, true);
  }, [chosen, since]);
  return null;
}

interface Note {
  readonly word: string;
  readonly mark: 'crit' | 'switching';
}

function noteOf(gauge: WorkingGauge, index: number, before: readonly WorkingGauge[], faults: readonly ConfigFault[]): Note | null {
  if (gaugeFault(gauge.value) !== null || faultAt(faults, ['gauges', index])) return { word: 'has a fault', mark: 'crit' };
  if (gauge.from === null) return { word: 'new', mark: 'switching' };
  return same(gauge.value, before[gauge.from]?.value) ? null : { word: 'changed', mark: 'switching' };
}

/** Up and down walk the gauges, besides Tab. */
function walk(event: KeyboardEvent, table: HTMLElement): void {
  const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
  if (by === 0) return;
  const names = [...table.querySelectorAll<HTMLElement>('[data-gauge]')];
  const at = names.findIndex((name) => name === document.activeElement);
  const next = names[at + by];
  if (at < 0 || !next) return;
  event.preventDefault();
  next.focus();
}

const text = (group: Group, ...path: string[]): string => textOf(fieldOf(group, path));

interface RowProps {
  readonly gauge: WorkingGauge;
  readonly now: GaugeView | null;
  readonly chosen: boolean;
  readonly note: Note | null;
  readonly onOpen: () => void;
}

function Row({ gauge: { id, value }, now, chosen, note, onOpen }: RowProps) {
  return (
    <tr className={cx(chosen && css.chosen)} onClick={onOpen}>
      <td className={css.name}>
        <span className={css.first}>
          <button
            type="button"
            data-gauge={id}
            className={css.open}
            aria-expanded={chosen}
            onClick={(event) => {
              event.stopPropagation();
              onOpen();
            }}
          >
            {text(value, 'name') || 'without a name'}
          </button>
          {note && <State name={note.mark}>{note.word}</State>}
        </span>
        <code className={css.metric} title={text(value, 'metric')}>
          {text(value, 'metric') || nothing}
        </code>
      </td>
      <td className="prose">
        <span className={cx(css.first, 'clip')}>{text(value, 'types') || 'all'}</span>
        <small>{text(value, 'kind') || 'level'}</small>
      </td>
      <td className="r">
        <Reading now={now} />
      </td>
      <td>
        <span className={css.first}>{text(value, 'limit') || nothing}</span>
        <small>{changeWords(value)}</small>
      </td>
      <td>
        <span className={css.first}>{text(value, 'severity') || 'normal'}</span>
        <small>{text(value, 'warm_up') || '30s, as usual'}</small>
      </td>
      <td className={css.less}>
        <span className={css.first}>{text(value, 'no_data') || 'wait 1m then hold'}</span>
        <small>{text(value, 'too_little') || 'pass'}</small>
      </td>
      <td>
        <span className={css.first}>
          {now?.verdict ? (
            <State name={verdictMarks[now.verdict.word]}>{now.verdict.word}</State>
          ) : (
            <span className="dim">not judged yet</span>
          )}
        </span>
        {now?.verdict && (
          <small>
            <Age at={now.verdict.at} />
          </small>
        )}
      </td>
    </tr>
  );
}

/** What a gauge reads now, with its age; nothing where it was never read. */
export function Reading({ now }: { now: GaugeView | null }) {
  if (now === null || now.value === null || now.readAt === null)
    return (
      <>
        <span className={css.first}>{nothing}</span>
        <small>{now ? 'not read' : 'not in force'}</small>
      </>
    );
  return (
    <>
      <span className={css.first}>
        {formatNumber(now.value, decimalsFor([now.value]))}
        {now.unit && <span className="mid"> {now.unit}</span>}
      </span>
      <small>
        <Age at={now.readAt} lateAfterMs={readLateMs} />
      </small>
    </>
  );
}

/** `+50% −30%, from 0.2`. */
function changeWords(value: Group): string {
  const up = text(value, 'change', 'up');
  const down = text(value, 'change', 'down');
  const least = text(value, 'change', 'at_least');
  const words = [up && `+${up}`, down && `−${down}`].filter(Boolean).join(' ');
  return words === '' ? 'no change rule' : `${words}${least ? `, from ${least}` : ''}`;
}
