import { memo } from 'react';
import type { DeskState, GaugeView } from '../../../shared/contract/state';
import { cx } from '../../parts/cx';
import { Delta, Ratio } from '../../parts/delta';
import { decimalsFor, formatNumber, formatTime, nothing } from '../../../shared/format/words';
import { State } from '../../parts/mark';
import { SectionHead } from '../../parts/section-head';
import { EmptyState } from '../../parts/states';
import { Sparkline } from '../../parts/sparkline';
import { Age } from '../../parts/time';
import { slug } from '../../../shared/route';
import { Link } from '../../router';
import { useAgeNow } from '../../state/clock';
import { useQuery } from '../../state/query';
import { useSamples, type Point } from '../../state/samples';
import { gaugeState, isJudged, shownPhase, staleAfterMs, worstFirst, type GaugeState } from './gauge-rows';
import css from './gauges.module.css';

const slowestMs = 10_000;
const fastestMs = 1_000;
/** Points that a line should have by the end of its watch, at least. */
const fewestPoints = 30;

/** Every gauge with the figures that prove its verdict, worst first. */
export function Gauges({ desk }: { desk: DeskState }) {
  // Ten seconds are fine enough for what turns stale, and rows are not made again for every tick.
  const now = Math.floor(useAgeNow() / slowestMs) * slowestMs;
  const judged = isJudged(desk);
  const phase = judged ? shownPhase(desk.push) : null;
  const rows = worstFirst(desk.gauges.map((gauge) => ({ gauge, state: gaugeState(gauge, judged, now) })));
  const window = desk.gauges.find((gauge) => gauge.verdict?.window.postTo)?.verdict?.window;
  const readAt = Math.max(0, ...desk.gauges.map((gauge) => gauge.readAt ?? 0));
  const washed = rows.filter((row) => row.state.word === 'regressed').slice(0, 2);
  return (
    <section className={css.section} aria-labelledby="gauges">
      <SectionHead id="gauges" title="Gauges" about={rows.length ? `${rows.length}, worst first` : undefined}>
        {judged && window?.preFrom != null && <span>pre from {formatTime(window.preFrom)}</span>}
        {judged && window?.postTo != null && <span>post at {formatTime(window.postTo)}</span>}
        {readAt > 0 && (
          <span>
            data <Age at={readAt} lateAfterMs={staleAfterMs} />
          </span>
        )}
      </SectionHead>
      {rows.length === 0 ? (
        <EmptyState title="No gauge is set, so nothing can take a push back by itself">
          Add gauges in the settings, or to capstan.yaml.
        </EmptyState>
      ) : (
        <div role="table" aria-labelledby="gauges">
          <div role="rowgroup">
            <div role="row" className={cx(css.row, css.heads)}>
              <span role="columnheader">{judged ? 'Verdict' : 'Now'}</span>
              <span role="columnheader">Gauge</span>
              <span role="columnheader">{judged ? 'Before / after the switch' : 'Last minutes'}</span>
              <div className={css.numbers}>
                <span role={judged ? 'columnheader' : 'none'}>{judged ? 'Pre' : ''}</span>
                <span role="columnheader">{judged ? 'Post' : 'Value'}</span>
                <span role={judged ? 'columnheader' : 'none'}>{judged ? 'Delta' : ''}</span>
                <span role={judged ? 'columnheader' : 'none'}>{judged ? '%' : ''}</span>
                <span role={judged ? 'columnheader' : 'none'}>{judged ? 'Untouched' : ''}</span>
                <span role="columnheader">Limit</span>
              </div>
            </div>
          </div>
          <div role="rowgroup">
            {rows.map(({ gauge, state }) => (
              <GaugeRow
                key={gauge.name}
                gauge={gauge}
                word={state.word}
                state={state}
                washed={washed.some((row) => row.gauge === gauge)}
                push={judged ? (desk.push?.id ?? null) : null}
                phase={phase}
                allTypes={gauge.types.length === desk.types.length && desk.types.length > 1}
                watchEnd={watchEnd(desk, phase)}
                refreshMs={refreshOf(desk, phase)}
              />
            ))}
          </div>
        </div>
      )}
    </section>
  );
}

interface RowProps {
  readonly gauge: GaugeView;
  /** Stands for `state`, which is a new object each time. */
  readonly word: string;
  readonly state: GaugeState;
  readonly washed: boolean;
  readonly push: string | null;
  readonly phase: number | null;
  readonly allTypes: boolean;
  readonly watchEnd: number | null;
  /** How often the line is asked for again. */
  readonly refreshMs: number;
}

const sameRow = (a: RowProps, b: RowProps) =>
  a.gauge === b.gauge &&
  a.word === b.word &&
  a.washed === b.washed &&
  a.push === b.push &&
  a.phase === b.phase &&
  a.watchEnd === b.watchEnd &&
  a.refreshMs === b.refreshMs;

const GaugeRow = memo(function GaugeRow({ gauge, state, washed, push, phase, allTypes, watchEnd, refreshMs }: RowProps) {
  const verdict = push === null ? null : gauge.verdict;
  const pre = verdict?.switched.pre ?? null;
  const post = push === null ? gauge.value : (verdict?.switched.post ?? null);
  const decimals = decimalsFor([pre, post]);
  const untouched = verdict?.comparator?.delta ?? null;
  const types = gauge.types.length === 0 || allTypes ? 'all' : gauge.types.join(' ');
  const reason = push === null ? '' : (verdict?.reason ?? 'Warming up; judged from then on.');
  return (
    <div role="row" className={cx(css.row, washed && css.washed)}>
      <div role="cell">
        <State name={state.mark} soft={push === null && state.word === 'within'}>
          {state.word}
        </State>
        <small className={cx('dim', css.under)}>{gauge.severity}</small>
      </div>
      <div role="cell" className={css.name}>
        <b className="clip" title={gauge.name}>
          {push !== null && phase !== null ? (
            <Link to={{ room: 'report', push, phase, gauge: slug(gauge.name) }}>{gauge.name}</Link>
          ) : (
            gauge.name
          )}
        </b>
        <small className="dim clip">{[types, gauge.unit].filter(Boolean).join(', ')}</small>
      </div>
      <div role="cell">
        {push !== null && phase !== null ? (
          <JudgedSpark gauge={gauge} push={push} phase={phase} tone={tone(state)} watchEnd={watchEnd} refreshMs={refreshMs} />
        ) : (
          <CalmSpark gauge={gauge} tone={tone(state)} />
        )}
      </div>
      <div className={css.numbers}>
        <span role="cell">{push === null ? '' : formatNumber(pre, decimals)}</span>
        <span role="cell" className={css.strong}>
          {formatNumber(post, decimals)}
        </span>
        <span role="cell" className={css.strong}>
          {push !== null && <Delta of={verdict?.switched.delta ?? null} decimals={decimals} />}
        </span>
        <span role="cell">
          <Ratio of={verdict?.switched.ratio ?? null} brief />
        </span>
        <span role="cell" className="mid">
          {push !== null && <Delta of={untouched} decimals={decimals} />}
        </span>
        <span role="cell" className="mid">
          {gauge.limit || nothing}
        </span>
        <p role="cell" className="clip" title={reason}>
          {reason}
        </p>
      </div>
    </div>
  );
}, sameRow);

const tone = (state: GaugeState) =>
  state.tone === 'crit' ? 'var(--crit)' : state.tone === 'warn' ? 'var(--warn-mark)' : 'var(--ink)';

function JudgedSpark({
  gauge,
  push,
  phase,
  tone,
  watchEnd,
  refreshMs,
}: {
  gauge: GaugeView;
  push: string;
  phase: number;
  tone: string;
  watchEnd: number | null;
  refreshMs: number;
}) {
  const now = gauge.readAt ?? 0;
  const { data } = useQuery(
    `series ${push} ${phase} ${gauge.name}`,
    (rpc, signal) => rpc.push.series({ push, phase, gauge: gauge.name }, { signal }),
    Math.floor(now / refreshMs),
  );
  const live = useSamples(gauge.name);
  const points = data ? toPoints(data.times, data.switched) : live;
  const comparator = data ? toPoints(data.times, data.comparator) : [];
  const switchedAt = data?.marks.find((mark) => mark.kind === 'switch')?.at ?? gauge.verdict?.window.preFrom ?? null;
  const end = points.at(-1)?.t ?? now;
  return (
    <Sparkline
      points={points}
      comparator={comparator}
      switchedAt={switchedAt}
      until={Math.max(watchEnd ?? 0, end)}
      now={Math.max(end, now)}
      limit={gauge.limitValue}
      tone={tone}
    />
  );
}

function CalmSpark({ gauge, tone }: { gauge: GaugeView; tone: string }) {
  const points = useSamples(gauge.name);
  const end = points.at(-1)?.t ?? 0;
  return (
    <Sparkline
      points={points}
      comparator={none}
      switchedAt={null}
      until={end}
      now={Math.max(end, gauge.readAt ?? 0)}
      limit={gauge.limitValue}
      tone={tone}
    />
  );
}

const none: readonly Point[] = [];

const toPoints = (times: readonly number[], values: readonly (number | null)[]): readonly Point[] =>
  times.map((t, index) => ({ t, v: values[index] ?? null }));

function watchEnd({ push }: DeskState, phase: number | null): number | null {
  const watch = push?.steps.find((step) => step.kind === 'watch' && step.phase === phase);
  return watch?.startedAt && watch.lengthMs ? (watch.endedAt ?? watch.startedAt + watch.lengthMs) : null;
}

/** In a short watch the line is asked for more often, so that it is not over before it is drawn. */
function refreshOf({ push }: DeskState, phase: number | null): number {
  const length = push?.phases[phase ?? -1]?.watchMs ?? Infinity;
  return Math.min(slowestMs, Math.max(fastestMs, length / fewestPoints));
}
