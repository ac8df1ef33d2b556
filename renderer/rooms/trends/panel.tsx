import { memo, Suspense, useCallback, useId, useMemo, useRef, useState } from 'react';
import type { Overlay, Panel, Stretch, TrendData, TrendLine, TrendMark } from '../../../shared/contract/trends';
import { later } from '../../later';
import { Button } from '../../parts/button';
import { useBox } from '../../parts/live-chart/use-box';
import { Mark } from '../../parts/mark';
import { EmptyState, Skeleton } from '../../parts/states';
import type { Refusal } from '../../refusal';
import { ChartHandle } from './chart-handle';
import type { ChartBox } from './chart-box';
import { chartDrawing, distinctLines, newestAt } from './chart-data';
import { mostCharts, useChartSlot } from './chart-slots';
import { copyCsv, copyPicture } from './copy-acts';
import { Faults } from './faults';
import { Figures } from './figures';
import { Funnel } from './funnel';
import { Legend } from './legend';
import { PanelHead, type PanelShape } from './panel-head';
import { summaryOf } from './summary';
import { TrendChart } from './trend-chart';
import { useFigures } from './use-figures';
import { useFramed } from './use-framed';
import { useTrend, type HostsShown } from './use-trend';
import css from './panel.module.css';

const PickHosts = later(async () => (await import('./pick-hosts')).PickHosts);

/** What all panels of the room share. */
export interface PanelWorld {
  readonly stretch: Stretch;
  readonly isLive: boolean;
  readonly marks: readonly TrendMark[];
  /** How much earlier the comparison is; null: none. */
  readonly earlierMs: number | null;
  readonly onZoom: (stretch: Stretch) => void;
  readonly onOut: () => void;
  readonly onAsk: (stretch: Stretch) => void;
  /** Has one panel fill the room; null: all again. */
  readonly onWhole: (panel: string | null) => void;
  /** Opens a panel to be edited. */
  readonly onEdit: (panel: string) => void;
  /** Why panels cannot be edited; null: they can. */
  readonly whyNotEdit: string | null;
}

interface Props {
  readonly panel: Panel;
  readonly world: PanelWorld;
  readonly height: number;
  readonly whole: boolean;
  /** As it would be: nothing can be done with it. */
  readonly preview?: boolean;
}

const none: ReadonlySet<string> = new Set();
const empty: readonly never[] = [];

/** A panel of a dashboard: its heading, the chart, and the legend with the figures. */
export const PanelView = memo(function PanelView({ panel, world, height, whole, preview = false }: Props) {
  const { isLive, marks, earlierMs, onWhole, onEdit, whyNotEdit } = world;
  const box = useRef<HTMLElement>(null);
  const chart = useRef<HTMLDivElement>(null);
  // Of which only an edge shows, is left until more of it does: there are eight charts for a screen.
  const { width, seen } = useBox(box, 0.3);
  const words = useId();
  const place = useRef<ChartBox>(null);
  const [overlay, setOverlay] = useState<Overlay | null>(null);
  const [picked, setPicked] = useState<readonly string[]>(empty);
  const [picking, setPicking] = useState(false);
  const [shape, setShape] = useState<PanelShape>({ from: panel.from, scale: panel.scale });
  const [isolated, setIsolated] = useState(none);
  const [asTable, setAsTable] = useState(false);
  const asked: HostsShown =
    picked.length > 0 ? { overlay: 'hosts', hosts: picked } : { overlay: overlay ?? panel.overlay, hosts: picked };
  const { data, stretch, refusal, again } = useTrend(panel.queries, asked, world.stretch, isLive, seen);
  const before = useMemo(
    () => ({ fromMs: world.stretch.fromMs - (earlierMs ?? 0), toMs: world.stretch.toMs - (earlierMs ?? 0) }),
    [world.stretch, earlierMs],
  );
  const { data: earlier } = useTrend(panel.queries, asked, before, isLive, seen && earlierMs !== null && panel.kind === 'line');
  const behind = useMemo(
    () => (earlier && data && earlierMs !== null ? movedLines(earlier, data, earlierMs, isolated) : empty),
    [earlier, data, earlierMs, isolated],
  );
  const { scale, figure } = useFigures(panel, data);
  const shown = useMemo(() => ({ ...panel, ...shape }), [panel, shape]);
  const drawn = panel.kind !== 'funnel' && !asTable && width > 0 && data !== null && data.lines.length > 0;
  const slot = useChartSlot(seen && drawn, preview);
  const make = useCallback(
    () => (data ? { drawing: chartDrawing(data, shown, scale, stretch, isolated, behind), behind, figure, scale } : null),
    [data, shown, scale, stretch, isolated, behind, figure],
  );
  const framed = useFramed(make, slot);
  const lines = useMemo(() => distinctLines(data?.lines ?? empty, isolated), [data, isolated]);
  const onIsolate = useCallback((name: string, besides: boolean) => setIsolated((now) => isolatedNext(now, name, besides)), []);
  const onOverlay = useCallback((to: Overlay | null) => {
    setPicked(empty);
    setOverlay(to);
  }, []);
  const onPick = useCallback(() => setPicking(true), []);
  const newest = data ? newestAt(data) : null;
  const fed = newest === null || !data ? null : Math.min(newest + data.stepMs, stretch.toMs);
  const onPicture = useCallback(() => {
    if (chart.current) void copyPicture(panel.title, chart.current);
  }, [panel.title]);
  const onCsv = useCallback(() => {
    if (data) void copyCsv(panel.title, data);
  }, [panel.title, data]);
  const summary = useMemo(
    () => (data ? summaryOf(panel.title, data, stretch, marks, scale, figure) : ''),
    [panel.title, data, stretch, marks, scale, figure],
  );
  return (
    <section ref={box} className={css.panel} aria-label={panel.title} data-panel={panel.id}>
      <PanelHead
        panel={panel}
        unit={scale.word}
        shape={shape}
        asked={asked.overlay}
        picked={picked.length}
        whole={whole}
        asTable={asTable}
        canPicture={framed !== null}
        canCopy={data !== null}
        fedAt={isLive ? fed : null}
        lateAfterMs={Math.max(3 * (data?.stepMs ?? 0), 30_000)}
        onOverlay={onOverlay}
        onPick={onPick}
        onShape={setShape}
        onTable={setAsTable}
        onWhole={onWhole}
        onEdit={onEdit}
        whyNotEdit={whyNotEdit}
        preview={preview}
        onPicture={onPicture}
        onCsv={onCsv}
      />
      {data && <Faults panel={panel} faults={data.faults} onAgain={again} />}
      {data && (
        <p id={words} className="unseen">
          {summary}
        </p>
      )}
      {data && panel.kind === 'funnel' ? (
        <Funnel title={panel.title} lines={data.lines} figure={figure} height={height} />
      ) : data && asTable ? (
        <Figures title={panel.title} data={data} marks={marks} figure={figure} height={height} />
      ) : (
        <div ref={chart} className={css.chart} style={{ minHeight: height }}>
          {framed && data ? (
            <TrendChart
              panel={shown}
              drawing={framed.drawing}
              behind={framed.behind}
              marks={marks}
              resets={data.resets}
              scale={framed.scale}
              figure={framed.figure}
              width={width}
              height={height}
              placeRef={place}
              onAsk={world.onAsk}
            />
          ) : refusal && !data ? (
            <Unread refusal={refusal} onAgain={again} />
          ) : data && data.lines.length === 0 ? (
            data.faults.every((fault) => fault === null) && (
              <EmptyState title="No readings in this time">
                Nothing was read then, or no series has these labels: a wider time or the finder of metrics shows which. After a
                start the first lines take about a minute.
              </EmptyState>
            )
          ) : seen && drawn && !slot ? (
            <p className="dim small">{mostCharts} charts are drawn at a time: this one comes when another is out of sight.</p>
          ) : (
            <Skeleton label={`Reading ${panel.title}`} rows={1} rowHeight={height} />
          )}
          {data && data.lines.length > 0 && (
            <ChartHandle
              panel={panel.id}
              title={panel.title}
              stretch={stretch}
              stepMs={data.stepMs}
              lines={lines}
              marks={marks}
              figure={figure}
              words={words}
              place={place}
              onZoom={world.onZoom}
              onOut={world.onOut}
              onAsk={world.onAsk}
            />
          )}
        </div>
      )}
      {data && panel.kind !== 'funnel' && data.lines.length > 0 && (
        <Legend
          title={panel.title}
          lines={lines}
          more={data.more}
          stepMs={data.stepMs}
          isolated={isolated}
          figure={figure}
          onIsolate={onIsolate}
          tall={whole}
        />
      )}
      {refusal && data && <Unread refusal={refusal} onAgain={again} />}
      {picking && (
        <Suspense>
          <PickHosts
            title={panel.title}
            picked={picked}
            onClose={() => setPicking(false)}
            onPicked={(hosts) => {
              setPicking(false);
              setPicked(hosts);
            }}
          />
        </Suspense>
      )}
    </section>
  );
});

/** One line alone, and pressed again all; `besides`: one more of those that are shown, or one less. */
function isolatedNext(now: ReadonlySet<string>, name: string, besides: boolean): ReadonlySet<string> {
  if (besides) return new Set(now.has(name) ? [...now].filter((one) => one !== name) : [...now, name]);
  return now.has(name) && now.size === 1 ? none : new Set([name]);
}

/** In one line, for a whole dashboard may have it: what is wrong with all of it stands over it. */
function Unread({ refusal, onAgain }: { refusal: Refusal; onAgain: () => void }) {
  if (refusal.code === 'ABORTED') return null;
  return (
    <p className={css.late} title={refusal.hint}>
      <Mark name="crit" size={10} />
      <span>{refusal.message}</span>
      <Button small kind="link" onClick={onAgain}>
        Read it again
      </Button>
    </p>
  );
}

/** The lines of the comparison that are told apart now, moved under what they are compared with. */
function movedLines(earlier: TrendData, now: TrendData, byMs: number, isolated: ReadonlySet<string>): readonly TrendLine[] {
  const names = new Set(distinctLines(now.lines, isolated).flatMap(({ line, colour }) => (colour > 0 ? [line.name] : [])));
  return earlier.lines.filter((line) => names.has(line.name)).map((line) => ({ ...line, t: line.t.map((t) => t + byMs) }));
}
