import type { Stretch, TrendMark } from '../../../shared/contract/trends';
import { count } from '../../../shared/format/words';
import { Link } from '../../router';
import type { ChartBox } from './chart-box';
import { clusterMarks, pushesOf } from './mark-clusters';
import { MarkShape } from './mark-shape';
import { markLine } from './mark-words';
import { moveCursor } from './cursor';
import { marked } from './stretches';
import css from './trend-chart.module.css';

/** A shape over the line of each push, 24 pixels wide to be pressed: leads to its report; of several at once, to what changed there. */
export function MarkLinks({
  panel,
  marks,
  place,
  onAsk,
}: {
  /** The panel that the crosshair belongs to while one points at a mark. */
  panel: string;
  marks: readonly TrendMark[];
  place: ChartBox;
  onAsk: (stretch: Stretch) => void;
}) {
  return clusterMarks(marks, place.x, 24).map(({ x, first, marks: near }) => {
    const pushes = pushesOf(near);
    const [push] = pushes;
    const title = near.map((mark) => `${markLine(mark)}: ${mark.text}`).join('\n');
    const style = { left: x - 12 };
    const show = () => moveCursor({ at: first.at, panel });
    // The keyboard comes to them through the chart, with up and down: eight charts would else have dozens of stops.
    if (push !== undefined && pushes.length === 1)
      return (
        <Link
          key={`${first.at} ${first.kind}`}
          to={{ room: 'report', push, phase: null, gauge: null }}
          className={css.mark}
          style={style}
          title={title}
          tabIndex={-1}
          onPointerEnter={show}
        >
          <MarkShape kind={first.kind} />
          <span className="unseen">
            Report of {push}: {near.map(markLine).join('; ')}
          </span>
        </Link>
      );
    const ask = () => onAsk(marked((near[0]?.at ?? first.at) - 1_000, (near.at(-1)?.at ?? first.at) + 1_000));
    return (
      <button
        key={`${first.at} ${first.kind}`}
        type="button"
        className={css.mark}
        style={style}
        title={title}
        tabIndex={-1}
        onPointerEnter={show}
        onClick={ask}
      >
        <MarkShape kind={first.kind} />
        {near.length > 1 && pushes.length > 1 && <small aria-hidden="true">{pushes.length}</small>}
        <span className="unseen">
          {pushes.length > 1 ? count(pushes.length, 'push', 'pushes') : 'What changed'}: {near.map(markLine).join('; ')}
        </span>
      </button>
    );
  });
}
