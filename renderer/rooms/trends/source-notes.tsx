import { Fragment } from 'react';
import type { SourceView, SourcesView } from '../../../shared/contract/trends';
import { count, formatNumber, formatTime } from '../../../shared/format/words';
import { Mark } from '../../parts/mark';
import { Since } from '../../parts/time';
import { Link } from '../../router';
import css from './store-notes.module.css';

const mostShown = 4;

/** Which hosts' pages and which sources cannot be read, since when and why; then what others leave out. */
export function SourceNotes({ sources, more, unreadPages }: SourcesView) {
  const failing = sources.filter((one) => one.failing !== null);
  const warning = sources.filter((one) => one.failing === null && one.warnings.length > 0);
  const shown = [...failing, ...warning].slice(0, mostShown);
  const left = failing.length + warning.length - shown.length + more;
  return (
    <>
      {unreadPages.hosts > 0 && <PagesNote {...unreadPages} />}
      {shown.map((one) => (
        <SourceNote key={one.name} {...one} />
      ))}
      {left > 0 && (
        <p className={css.warn}>
          <Mark name="warn" />
          <span>{count(left, 'more source')} cannot be read or leave something out: the doctor in the Fleet room lists them.</span>
        </p>
      )}
    </>
  );
}

function SourceNote({ name, readAt, failing, warnings }: SourceView) {
  return (
    <p className={css.warn}>
      <Mark name="warn" />
      {failing ? (
        <span>
          <b>
            {name} cannot be read, since {formatTime(failing.since)} (<Since at={failing.since} />
            ).
          </b>{' '}
          {failing.said}{' '}
          <span className="mid">
            {readAt === null ? 'It was not read before.' : `Its last reading is of ${formatTime(readAt)}.`} {failing.todo}
          </span>
        </span>
      ) : (
        <span>
          <b>{name}:</b> {warnings[0]}
          {warnings.length > 1 && <span className="mid"> And {count(warnings.length - 1, 'more warning')}.</span>}
        </span>
      )}
    </p>
  );
}

function PagesNote({ hosts, first }: SourcesView['unreadPages']) {
  const left = hosts - first.length;
  return (
    <p className={css.warn}>
      <Mark name="warn" />
      <span>
        <b>{hosts === 1 ? 'The page of one host cannot be read' : `The pages of ${formatNumber(hosts)} hosts cannot be read`}:</b>{' '}
        {first.map(({ host, since, said }, at) => (
          <Fragment key={host}>
            {at > 0 && '; '}
            <Link to={{ room: 'fleet', host }}>{host}</Link> since {formatTime(since)} (<Since at={since} />
            ): {said.replace(/\.$/, '')}
          </Fragment>
        ))}
        {left > 0 && `; and ${formatNumber(left)} more`}.{' '}
        <span className="mid">{hosts === 1 ? 'Its' : 'Their'} charts have a gap meanwhile.</span>
      </span>
    </p>
  );
}
