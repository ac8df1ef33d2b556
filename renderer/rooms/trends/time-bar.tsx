import { memo } from 'react';
import { comparisons, type TrendsPlace } from '../../../shared/trends/place';
import { trendWindowNames, type TrendWindow } from '../../../shared/trends/windows';
import { infoOf } from '../../../shared/actions/catalogue';
import { formatKeys } from '../../../shared/actions/keys';
import { isMac } from '../../actions/platform';
import { perform, useAction } from '../../actions/registry';
import { ActionButton } from '../../actions/action-button';
import { Button } from '../../parts/button';
import { Menu } from '../../parts/menu';
import { Switch } from '../../parts/switch';
import { go } from '../../router';
import { onDemandKinds, type OnDemandKind } from './mark-words';
import { timeOf } from './room-time';
import css from './time-bar.module.css';

const windowWords: Readonly<Record<TrendWindow, string>> = {
  '15m': '15 min',
  '1h': '1 h',
  '3h': '3 h',
  '6h': '6 h',
  '12h': '12 h',
  '24h': '24 h',
};
const compareWords = { day: 'a day earlier', week: 'a week earlier', push: 'before the push' } as const;
const markSwitches: Readonly<Record<OnDemandKind, string>> = { configuration: 'Configuration marks', check: 'Check marks' };
const compareActions = { day: 'trends.day', week: 'trends.week', push: 'trends.push' } as const;

interface Props {
  readonly place: TrendsPlace;
  /** What is marked besides pushes. */
  readonly also: ReadonlySet<OnDemandKind>;
  readonly onMark: (kind: OnDemandKind) => void;
}

/** Which time is shown and with what: the live windows, earlier and later, from one time to another, the comparison. */
export const TimeBar = memo(function TimeBar({ place, also, onMark }: Props) {
  const time = timeOf(place);
  const live = 'last' in time ? time.last : null;
  const pause = useAction('trends.pause');
  return (
    <div className={css.bar} role="group" aria-label="Time">
      <div className={css.windows} role="group" aria-label="Live window">
        {trendWindowNames.map((one) => (
          <button
            key={one}
            type="button"
            className={css.window}
            aria-pressed={live === one}
            title={`${infoOf(`trends.${one}`).name} (${keysOf(`trends.${one}`)})`}
            onClick={() => perform(`trends.${one}`)}
          >
            {windowWords[one]}
          </button>
        ))}
      </div>
      <div className={css.group}>
        <Turn id="trends.earlier" d="M8 1.5 3.5 6 8 10.5" />
        <Turn id="trends.later" d="M4 1.5 8.5 6 4 10.5" />
        <ActionButton id="trends.out" small>
          Wider
        </ActionButton>
        <ActionButton id="trends.range" small>
          From … to …
        </ActionButton>
        <ActionButton id="trends.pause" small>
          {pause.label}
        </ActionButton>
      </div>
      <div className={css.group}>
        <Menu
          small
          name={place.compare === null ? 'Compare' : `Compared with ${compareWords[place.compare]}`}
          entries={[
            ...comparisons.map((one) => ({
              id: one,
              name: `with ${compareWords[one]}`,
              keys: keysOf(compareActions[one]),
              run: () => go({ room: 'trends', ...place, compare: one }),
            })),
            'line',
            {
              id: 'none',
              name: 'with nothing',
              whyNot: place.compare === null ? 'nothing is compared' : null,
              run: () => go({ room: 'trends', ...place, compare: null }),
            },
          ]}
        />
        <ActionButton id="trends.changed" small />
      </div>
      <div className={css.switches} role="group" aria-label="Marked besides pushes">
        {onDemandKinds.map((kind) => (
          <Switch key={kind} on={also.has(kind)} onChange={() => onMark(kind)}>
            {markSwitches[kind]}
          </Switch>
        ))}
      </div>
    </div>
  );
});

const keysOf = (id: Parameters<typeof infoOf>[0]): string => {
  const [keys] = infoOf(id).keys ?? [];
  return keys === undefined ? '' : formatKeys(keys, isMac);
};

function Turn({ id, d }: { id: 'trends.earlier' | 'trends.later'; d: string }) {
  const { label, whyNot } = useAction(id);
  return (
    <Button small whyNot={whyNot} title={`${label} (${keysOf(id)})`} aria-label={label} onClick={() => perform(id)}>
      <svg width="12" height="12" viewBox="0 0 12 12" aria-hidden="true">
        <path d={d} fill="none" stroke="currentColor" strokeWidth="1.5" />
      </svg>
    </Button>
  );
}
