import { Suspense, useDeferredValue, useMemo, useState } from 'react';
import type { Dashboard, Stretch } from '../../../shared/contract/trends';
import { formatShortDay, formatTime, formatUtc } from '../../../shared/format/words';
import { formatDay } from '../../../shared/format/time';
import type { Comparison, TrendsPlace } from '../../../shared/trends/place';
import { usualTurn } from '../../../shared/route';
import { trendWindowNames, type TrendWindow } from '../../../shared/trends/windows';
import { useOffer } from '../../actions/registry';
import { ActionButton } from '../../actions/action-button';
import { useDraftStore } from '../../config-draft/draft-store';
import { later } from '../../later';
import { cx } from '../../parts/cx';
import { Link, go } from '../../router';
import { ChangesAside } from './changes-aside';
import { useCursor } from './cursor';
import { chosenOf, DashboardView } from './dashboard-view';
import { useEditable } from './edit/use-editable';
import { goOn, pause, shift, showStretch, showWindow, timeOf, zoomOut, zoomTo } from './room-time';
import { earlierBy, stretchOf } from './stretches';
import { TimeBar } from './time-bar';
import { isOnDemand, type OnDemandKind } from './mark-words';
import { useDashboards } from './use-dashboards';
import { useFirstWindow } from './use-first-window';
import { useMarks } from './use-marks';
import { useStretch } from './use-stretch';
import type { PanelWorld } from './panel';
import css from './trends-room.module.css';

const RangeDialog = later(async () => (await import('./range-dialog')).RangeDialog);
const Explore = later(async () => (await import('./explore')).Explore);

const Editing = later(async () => (await import('./edit/editing')).Editing);
const EditNotes = later(async () => (await import('./edit/edit-notes')).EditNotes);

const none: readonly Dashboard[] = [];
const pushesAlone: ReadonlySet<OnDemandKind> = new Set();

/** What the system and the business did, live and over a year, with every push as a mark. */
export function TrendsRoom({ place }: { place: TrendsPlace }) {
  useFirstWindow(place);
  const time = timeOf(place);
  const isLive = 'last' in time;
  const { stretch, now } = useStretch(time);
  const { fromMs, toMs } = stretch;
  const [asked, setAsked] = useState<Stretch | null>(null);
  const [also, setAlso] = useState<ReadonlySet<OnDemandKind>>(pushesAlone);
  const [choosing, setChoosing] = useState(false);
  const [edited, setEdited] = useState<string | null>(null);
  const { shown, file, onWritten } = useDashboards();
  const dashboard = place.explore ? null : chosenOf(shown.data, place);
  const editable = useEditable(dashboard);
  const { whyNotOwn } = editable;
  const isEditing = useDraftStore(({ edits }) => edits.length > 0);
  const all = useMarks(stretch, isLive);
  const marks = useMemo(() => all.filter(({ kind }) => !isOnDemand(kind) || also.has(kind)), [all, also]);
  const earlierMs = place.compare === null ? null : earlierBy(place.compare, stretch, marks);
  const acts = useMemo(
    () => ({
      onZoom: (to: Stretch) => zoomTo(place, to),
      onOut: () => zoomOut(place, stretchOf(timeOf(place), Date.now()), Date.now()),
      onAsk: setAsked,
      onWhole: (panel: string | null) => go({ room: 'trends', ...place, panel }),
      onEdit: setEdited,
    }),
    [place],
  );
  const next = useMemo<PanelWorld>(
    () => ({ ...acts, stretch: { fromMs, toMs }, isLive, marks, earlierMs, whyNotEdit: whyNotOwn }),
    [acts, fromMs, toMs, isLive, marks, earlierMs, whyNotOwn],
  );
  // All panels at once would hold the page: they are drawn a few milliseconds at a time.
  const world = useDeferredValue(next);
  useTimeOffers(place, stretch, isLive, now, () => setChoosing(true));
  useOffer('trends.changed', {
    whyNot: null,
    run: () => setAsked((before) => (before?.fromMs === fromMs && before.toMs === toMs ? null : stretch)),
  });
  const mark = (kind: OnDemandKind) =>
    setAlso((now) => new Set(now.has(kind) ? [...now].filter((one) => one !== kind) : [...now, kind]));
  useOffer('trends.configuration', {
    label: also.has('configuration') ? 'Leave out marks of the configuration' : 'Mark changes of the configuration',
    whyNot: null,
    run: () => mark('configuration'),
  });
  useOffer('trends.checks', {
    label: also.has('check') ? 'Leave out marks of checks' : 'Mark changes of checks',
    whyNot: null,
    run: () => mark('check'),
  });
  useOffer('trends.explore', { whyNot: null, run: () => go({ room: 'trends', ...place, explore: true, panel: null }) });
  useOffer('trends.wall', { whyNot: null, run: () => go({ room: 'wall', turn: usualTurn }) });
  const whole = place.panel;
  useOffer('trends.whole', {
    label: whole === null ? 'Full screen of the panel' : 'Back to all panels',
    whyNot: place.explore ? 'there is one panel only' : null,
    run: () => go({ room: 'trends', ...place, panel: whole === null ? panelHere() : null }),
  });

  return (
    <div className={css.room}>
      <header className={css.head}>
        <h1>Trends</h1>
        <p className="mid" title={`${formatUtc(fromMs)} to ${formatUtc(toMs)}`}>
          {dayOf(fromMs, toMs)} {formatTime(fromMs)} to {formatDay(fromMs) === formatDay(toMs) ? '' : `${dayOf(toMs, fromMs)} `}
          {formatTime(toMs)}, {isLive ? 'live' : 'standing still'}
          {place.compare === 'push' && earlierMs === null && ', no push in this time to compare with'}
        </p>
        <Suspense>
          <Editing
            place={place}
            file={file}
            dashboards={shown.data ?? none}
            dashboard={dashboard}
            editable={editable}
            world={world}
            panel={edited}
            onPanel={setEdited}
            onWritten={onWritten}
          />
        </Suspense>
        {place.explore ? (
          <Link to={{ room: 'trends', ...place, explore: false, expression: null, source: null }}>All dashboards</Link>
        ) : (
          <ActionButton id="trends.explore" small />
        )}
      </header>
      <Suspense>{isEditing && <EditNotes />}</Suspense>
      <TimeBar place={place} also={also} onMark={mark} />
      <div className={cx(css.body, asked && css.split)}>
        <div className={css.main}>
          {place.explore ? (
            <Suspense>
              <Explore place={place} world={world} />
            </Suspense>
          ) : (
            <DashboardView place={place} dashboards={shown} chosen={dashboard} world={world} />
          )}
        </div>
        {asked && <ChangesAside stretch={asked} onClose={() => setAsked(null)} />}
      </div>
      {choosing && (
        <Suspense>
          <RangeDialog
            stretch={stretch}
            now={now}
            onClose={() => setChoosing(false)}
            onStretch={(to) => {
              setChoosing(false);
              showStretch(place, to);
            }}
          />
        </Suspense>
      )}
    </div>
  );
}

/** With its year where the other end lies in another one. */
const dayOf = (at: number, other: number): string =>
  formatDay(at).slice(-4) === formatDay(other).slice(-4) ? formatShortDay(at) : formatDay(at);

/** The panel where the keyboard is, or the pointer; else the first. */
function panelHere(): string | null {
  const focused = document.activeElement?.closest<HTMLElement>('section[data-panel]')?.dataset['panel'];
  return (
    focused ?? useCursor.getState().panel ?? document.querySelector<HTMLElement>('section[data-panel]')?.dataset['panel'] ?? null
  );
}

/** Everything that changes which time is shown. */
function useTimeOffers(place: TrendsPlace, stretch: Stretch, isLive: boolean, now: number, onRange: () => void): void {
  const [quarter, hour, three, six, twelve, day] = trendWindowNames;
  useWindow(place, quarter);
  useWindow(place, hour);
  useWindow(place, three);
  useWindow(place, six);
  useWindow(place, twelve);
  useWindow(place, day);
  useOffer('trends.range', { whyNot: null, run: onRange });
  useOffer('trends.earlier', { whyNot: null, run: () => shift(place, stretch, -1, now) });
  useOffer('trends.later', {
    whyNot: isLive || stretch.toMs >= now ? 'it ends now' : null,
    run: () => shift(place, stretch, 1, now),
  });
  useOffer('trends.out', { whyNot: null, run: () => zoomOut(place, stretch, now) });
  useOffer('trends.pause', {
    label: isLive ? 'Pause' : 'Go on live',
    whyNot: null,
    run: () => (isLive ? pause(place, stretch) : goOn(place)),
  });
  useComparison(place, 'day');
  useComparison(place, 'week');
  useComparison(place, 'push');
}

function useWindow(place: TrendsPlace, window: TrendWindow | undefined): void {
  const of = window ?? '3h';
  useOffer(`trends.${of}`, { whyNot: null, run: () => showWindow(place, of) });
}

/** A second time it is taken away again. */
function useComparison(place: TrendsPlace, compare: Comparison): void {
  useOffer(`trends.${compare}`, {
    whyNot: null,
    run: () => go({ room: 'trends', ...place, compare: place.compare === compare ? null : compare }),
  });
}
