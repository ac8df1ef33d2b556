import { count, formatTime } from '../../../shared/format/words';
import { formatDay } from '../../../shared/format/time';
import { Person } from '../../parts/person';
import { EmptyState, ErrorState, Skeleton } from '../../parts/states';
import { Age } from '../../parts/time';
import { useDesk } from '../../state/desk';
import { useQuery } from '../../state/query';
import { Diff, diffWords } from '../../config-draft/diff';
import css from './changes.module.css';

/** Every configuration that came into force on this desk: who, when, why, and the lines. */
export function Changes() {
  const loadedAt = useDesk()?.config.loadedAt ?? 0;
  const { data, refusal, again } = useQuery('changes', (rpc, signal) => rpc.settings.changes({ limit: 100 }, { signal }), loadedAt);
  if (!data)
    return (
      <div className={css.section}>
        {refusal ? <ErrorState refusal={refusal} onAgain={again} /> : <Skeleton label="Reading the changes" rowHeight={32} />}
      </div>
    );
  if (data.length === 0)
    return (
      <div className={css.section}>
        <EmptyState title="No configuration has come into force yet">
          Each one will be kept here, with who saved it and what it changed.
        </EmptyState>
      </div>
    );
  return (
    <div className={css.section}>
      <p className="mid">{count(data.length, 'configuration')} came into force on this desk, the newest first.</p>
      <ol className={css.list}>
        {data.map((change) => (
          <li key={change.id}>
            {change.diff.length === 0 ? (
              <div className={css.row}>
                <When at={change.at} />
                <Who who={change.who} via={change.via} />
                <span className="mid">the first one that this desk knew</span>
              </div>
            ) : (
              <details className={css.details}>
                <summary className={css.row}>
                  <When at={change.at} />
                  <Who who={change.who} via={change.via} />
                  <span className="clip">{change.reason || <span className="dim">no reason given</span>}</span>
                  <span className="mid nw">{diffWords(change.diff)}</span>
                </summary>
                <Diff lines={change.diff} label={`What changed at ${formatTime(change.at)}`} />
              </details>
            )}
          </li>
        ))}
      </ol>
    </div>
  );
}

const When = ({ at }: { at: number }) => (
  <time dateTime={new Date(at).toISOString()} className="nw">
    {formatDay(at)}, {formatTime(at)}{' '}
    <span className="dim">
      <Age at={at} />
    </span>
  </time>
);

const Who = ({ who, via }: { who: string | null; via: string }) =>
  who === null ? <span className="mid clip">not known: with an editor</span> : <Person name={who} as={via} />;
