import { usualWindow } from '../../../shared/trends/windows';
import { useMarks } from '../trends/use-marks';
import { isOnDemand } from '../trends/mark-words';
import { useStretch } from '../trends/use-stretch';
import type { WallPage } from './rotation';
import { WallPanel } from './wall-panel';
import css from './wall-dashboard.module.css';

const time = { last: usualWindow } as const;

/** One page of a dashboard on a turning wall. */
export function WallDashboard({ page: { name, panels, part, parts }, unit }: { page: WallPage; unit: number }) {
  const { stretch } = useStretch(time);
  const marks = useMarks(stretch, true).filter(({ kind }) => !isOnDemand(kind));
  return (
    <section className={css.dashboard} aria-label={name}>
      <h2 className={css.head}>
        <span className="clip">{name}</span>
        <span className="dim">
          {parts > 1 && `${part} of ${parts}, `}the last {usualWindow.replace('h', ' hours')}
        </span>
      </h2>
      <div className={css.panels} data-few={panels.length <= 2 || undefined}>
        {panels.map((panel) => (
          <WallPanel key={panel.id} panel={panel} stretch={stretch} marks={marks} unit={unit} />
        ))}
      </div>
    </section>
  );
}
