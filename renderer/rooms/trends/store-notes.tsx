import type { Exploded } from '../../../shared/contract/trends';
import { count, formatNumber, list } from '../../../shared/format/words';
import { Mark } from '../../parts/mark';
import { useAgeNow } from '../../state/clock';
import { useQuery } from '../../state/query';
import { SourceNotes } from './source-notes';
import css from './store-notes.module.css';

const everyMs = 30_000;

/** What is wrong with the store of the series (that it cannot be read, and whose label exploded), with hosts' pages and with sources. Nothing while all is well. */
export function StoreNotes() {
  const turn = Math.floor(useAgeNow() / everyMs);
  const { data } = useQuery('store', (rpc, signal) => rpc.trends.store(undefined, { signal }), turn);
  const { data: read } = useQuery('sources', (rpc, signal) => rpc.trends.sources(undefined, { signal }), turn);
  const isWell = !data || (data.unavailable === null && data.exploded.length === 0);
  const areRead =
    !read ||
    (read.more === 0 &&
      read.unreadPages.hosts === 0 &&
      read.sources.every((one) => one.failing === null && one.warnings.length === 0));
  if (isWell && areRead) return null;
  return (
    <div className={css.notes} role="alert">
      {data?.unavailable != null && (
        <p className={css.crit}>
          <Mark name="crit" />
          <span>
            <b>{data.unavailable}</b>{' '}
            <span className="mid">Nothing new is kept until it can. Look at the disk of the machine that runs the engine.</span>
          </span>
        </p>
      )}
      {data?.exploded.map((one) => (
        <ExplodedNote key={one.target} {...one} />
      ))}
      {read && <SourceNotes {...read} />}
    </div>
  );
}

function ExplodedNote({ target, refused, isCut, label, values, examples }: Exploded) {
  return (
    <p className={css.warn}>
      <Mark name="warn" />
      <span>
        <b>
          {target} has too many series
          {label !== null && (
            <>
              : its label <code>{label}</code> took {isCut && 'at least '}
              {formatNumber(values)} values
            </>
          )}
          .
        </b>{' '}
        <span className="mid">
          {label !== null && `For example ${list(examples.slice(0, 3))}. `}
          {isCut && 'At least '}
          {count(refused, 'new one was', 'new ones were')} refused; those it had before are kept.{' '}
          {label === null
            ? 'Expose fewer there: there is room again once series are gone.'
            : 'Take the label out where it is exposed: there is room again once its series are gone.'}
        </span>
      </span>
    </p>
  );
}
