import type { NearbyChange, Stretch } from '../../../shared/contract/trends';
import { count, formatDuration, formatTime, formatUtc, short } from '../../../shared/format/words';
import { formatDateTime } from '../../../shared/format/time';
import { Button } from '../../parts/button';
import { Person } from '../../parts/person';
import { SectionHead } from '../../parts/section-head';
import { EmptyState, ErrorState, Skeleton } from '../../parts/states';
import { Link } from '../../router';
import { useQuery } from '../../state/query';
import { kindWords } from './mark-words';
import { MarkShape } from './mark-shape';
import css from './changes-aside.module.css';

/** What changed in a stretch and round it, nearest first: each push leads to its report. */
export function ChangesAside({ stretch, onClose }: { stretch: Stretch; onClose: () => void }) {
  const { fromMs, toMs } = stretch;
  const { data, refusal, again } = useQuery(`nearby ${fromMs} ${toMs}`, (rpc, signal) =>
    rpc.trends.nearby({ fromMs, toMs }, { signal }),
  );
  return (
    <aside className={css.aside} aria-label="What changed here">
      <SectionHead title="What changed here?" about={data ? count(data.length, 'change') : undefined}>
        <Button small kind="link" onClick={onClose}>
          Close
        </Button>
      </SectionHead>
      <p className="mid small" title={`${formatUtc(fromMs)} to ${formatUtc(toMs)}`}>
        {formatDateTime(fromMs)} to {formatTime(toMs)}, nearest first
      </p>
      {data && data.length > 0 && (
        <ol className={css.list}>
          {data.map((change, index) => (
            <li key={index}>
              <Change change={change} />
            </li>
          ))}
        </ol>
      )}
      {data?.length === 0 && (
        <EmptyState title="Nothing changed near it">
          No push, no change of a check and no edit of the configuration lies in this time or shortly before or after it.
        </EmptyState>
      )}
      {!data && (refusal ? <ErrorState refusal={refusal} onAgain={again} /> : <Skeleton label="Looking for changes" rows={4} />)}
    </aside>
  );
}

function Change({ change: { mark, awayMs } }: { change: NearbyChange }) {
  const away = awayMs === 0 ? 'inside' : `${formatDuration(Math.abs(awayMs))} ${awayMs < 0 ? 'before' : 'after'}`;
  const title = (
    <>
      {mark.push} {mark.revision !== null && <span className="rev">{short(mark.revision)}</span>} {kindWords[mark.kind]}
    </>
  );
  return (
    <div className={css.change}>
      <MarkShape kind={mark.kind} />
      <b className="prose">
        {mark.push === null ? title : <Link to={{ room: 'report', push: mark.push, phase: null, gauge: null }}>{title}</Link>}
      </b>
      <span className="dim nw" title={formatUtc(mark.at)}>
        {formatTime(mark.at)}
      </span>
      <p className="mid prose">{mark.text}</p>
      <p className="dim small">
        {away}
        {mark.who !== null && (
          <>
            , <Person name={mark.who} />
          </>
        )}
        {mark.lines !== null && `, ${count(mark.lines, 'line')}`}
      </p>
    </div>
  );
}
