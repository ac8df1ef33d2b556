import { Suspense, useEffect, useMemo } from 'react';
import type { DeskState } from '../../../shared/contract/state';
import { stateBlock, type StateBlock } from '../../../shared/desk/state-block';
import { formatNumber, formatShortDay, formatTime, formatUtc, nothing } from '../../../shared/format/words';
import type { WallTurn } from '../../../shared/route';
import { later } from '../../later';
import { cx } from '../../parts/cx';
import { Revision } from '../../parts/revision';
import { Age, Since } from '../../parts/time';
import { Link } from '../../router';
import { useAgeNow, useLocalNow, useNow } from '../../state/clock';
import { lostSince, useDesk, useStatus } from '../../state/desk';
import { useSamples } from '../../state/samples';
import { Alarms } from './alarms-list';
import { chartMarks } from './chart-marks';
import { chooseGauges } from './chosen-gauges';
import { dataAge } from './data-age';
import { LostWall } from './lost-wall';
import { useUnit } from './unit';
import { useShift } from './use-shift';
import { useTurn } from './use-turn';
import { WallChart } from './wall-chart';
import { WallGrid } from './wall-grid';
import { WallMark } from './wall-mark';
import { WallPush } from './wall-push';
import css from './wall-board.module.css';

const WallDashboard = later(async () => (await import('./wall-dashboard')).WallDashboard);

const mostCharts = 4;

/**
 * The fleet for a screen on the wall: read from five metres, by whoever passes, without a hand on anything. It never scrolls, it never
 * asks, and when it knows nothing it says so over all of the screen.
 */
export function WallBoard({ turn }: { turn: WallTurn | null }) {
  const desk = useDesk();
  const status = useStatus();
  const lost = lostSince(status);
  const [x, y] = useShift();
  const block = stateBlock(desk, lost);

  useEffect(() => {
    document.title = `${block.tone === 'ok' ? '' : `${block.word} · `}${desk?.desk.fleet ?? 'Wall-board'} · Capstan`;
  }, [block.tone, block.word, desk?.desk.fleet]);

  return (
    <main className={css.screen}>
      <div
        className={cx(css.wall, lost !== null && css.lost)}
        style={{ transform: `translate(${x}px, ${y}px)` }}
        inert={lost !== null}
      >
        <h1 className="unseen">{desk ? `Wall-board of ${desk.desk.fleet}` : 'Wall-board'}</h1>
        <section className={css.top} aria-label="State">
          <div className={cx(css.state, css[block.tone])}>
            <p className={cx(css.word, css[lengthOf(block.word)])}>
              <WallMark name={block.mark} tone={block.tone === 'crit' ? 'ink' : block.tone} />
              <span className="clip">{block.word}</span>
            </p>
            <p className="clip prose">{block.about}</p>
          </div>
          {desk && <Live desk={desk} />}
          <Clock />
        </section>
        {desk && <WallPush desk={desk} />}
        {desk && <Body desk={desk} turn={turn} tone={block.tone} />}
      </div>
      <LostWall fleet={desk?.desk.fleet ?? null} />
      <Link className={css.back} to={{ room: 'push', plan: null }}>
        To the push room
      </Link>
    </main>
  );
}

/** A long word is set smaller: none is ever cut off. */
const lengthOf = (word: string): 'brief' | 'long' | 'longest' =>
  word.length <= 12 ? 'brief' : word.length <= 16 ? 'long' : 'longest';

function Live({ desk }: { desk: DeskState }) {
  const { live, gauges } = desk;
  const revision = live.revision ?? live.release;
  return (
    <dl className={css.live}>
      <div>
        <dt>
          Live
          {live.since !== null && (
            <>
              {' '}
              for <Since at={live.since} />
            </>
          )}
        </dt>
        <dd>{revision ? <Revision of={revision} className={css.rev} /> : nothing}</dd>
      </div>
      <div>
        <dt>Hosts on it</dt>
        <dd>
          {live.readAt === null ? nothing : formatNumber(live.hostsOnIt)}{' '}
          <span className={css.of}>of {formatNumber(live.hosts)}</span>
        </dd>
      </div>
      <DataCell gauges={gauges} live={live} />
    </dl>
  );
}

/** How old what one sees is. */
function DataCell(desk: Pick<DeskState, 'gauges' | 'live'>) {
  const now = useAgeNow();
  const points = useSamples(desk.gauges[0]?.name ?? '');
  const { at, stale } = dataAge(
    desk,
    points.slice(-20).map((point) => point.t),
    now,
  );
  return (
    <div className={cx(stale && css.stale)}>
      <dt>{stale ? 'Data is stale' : 'Data'}</dt>
      <dd className={css.age}>
        {stale && <WallMark name="stale" />}
        {at === null ? 'none yet' : <Age at={at} />}
      </dd>
    </div>
  );
}

function Clock() {
  const now = useLocalNow();
  return (
    <p className={css.clock}>
      <time dateTime={new Date(now).toISOString()}>{formatTime(now)}</time>
      <span>
        {formatShortDay(now)}, {formatUtc(now)}
      </span>
    </p>
  );
}

function Body({ desk, turn, tone }: { desk: DeskState; turn: WallTurn | null; tone: StateBlock['tone'] }) {
  const unit = useUnit();
  const page = useTurn(turn, tone);
  const now = useNow();
  const chosen = chooseGauges(desk, now, mostCharts);
  const { push, recent } = desk;
  const marks = useMemo(() => chartMarks({ push, recent }), [push, recent]);
  return (
    <div className={css.body}>
      {page ? (
        <Suspense fallback={<div />}>
          <WallDashboard key={`${page.dashboard} ${page.part}`} page={page} unit={unit} />
        </Suspense>
      ) : (
        <div className={cx(css.charts, chosen.length === 0 && css.bare)}>
          {chosen.map((one) => (
            <WallChart key={one.gauge.name} chosen={one} marks={marks} unit={unit} />
          ))}
          {chosen.length === 0 && <p className="dim">No gauge is set: nothing is watched after a push.</p>}
        </div>
      )}
      <div className={css.side}>
        <Alarms desk={desk} now={now} />
        <WallGrid desk={desk} unit={unit} />
      </div>
    </div>
  );
}
