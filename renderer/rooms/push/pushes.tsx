import { useState } from 'react';
import type { DeskState, PushSummary } from '../../../shared/contract/state';
import { Button } from '../../parts/button';
import { formatMinute, formatNumber, formatShortDay } from '../../../shared/format/words';
import { Duration } from '../../parts/duration';
import { Mark } from '../../parts/mark';
import { Person } from '../../parts/person';
import type { MarkName } from '../../../shared/desk/marks';
import { Revision } from '../../parts/revision';
import { SectionHead } from '../../parts/section-head';
import { EmptyState } from '../../parts/states';
import { Link } from '../../router';
import { useQuery } from '../../state/query';
import css from './pushes.module.css';

const fewRows = 6;
const marks: Partial<Record<PushSummary['state'], MarkName>> = {
  done: 'ok',
  'rolled back': 'back',
  failed: 'failed',
  superseded: 'warn',
  held: 'warn',
  'rolling back': 'crit',
};

/** The pushes before this one, newest first, each with its report. */
export function Pushes({ desk }: { desk: DeskState }) {
  const [all, setAll] = useState(false);
  const { data } = useQuery(
    all ? 'history' : null,
    (rpc, signal) => rpc.push.history({ limit: 500 }, { signal }),
    desk.recent[0]?.id ?? '',
  );
  const known = data ?? desk.recent;
  const before = known.filter((push) => push.id !== desk.push?.id || push.endedAt !== null);
  const rows = all ? known : before.slice(0, fewRows);
  const today = new Date().toDateString();
  const ofToday = before.filter((push) => new Date(push.startedAt).toDateString() === today);
  const back = ofToday.filter((push) => push.state === 'rolled back').length;
  return (
    <section className={css.section} aria-labelledby="pushes">
      <SectionHead id="pushes" title="Pushes before" about={`${ofToday.length} today${back ? `, ${back} rolled back` : ''}`}>
        {(all || known.length > fewRows) && (
          <Button small kind="link" onClick={() => setAll(!all)} aria-expanded={all}>
            {all ? 'Fewer' : 'All'}
          </Button>
        )}
      </SectionHead>
      {rows.length === 0 ? (
        <EmptyState title="No push yet">Each one stays here with its report.</EmptyState>
      ) : (
        <table className={css.table}>
          <thead>
            <tr>
              <th>
                <span className="unseen">State</span>
              </th>
              <th>Push</th>
              <th>Revision</th>
              <th>Captain</th>
              <th className="r">At</th>
              <th className="r">Commits</th>
              <th className="r">Lines</th>
              <th className="r">Took</th>
              <th>Result</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((push) => (
              <tr key={push.id}>
                <td>
                  <Mark name={marks[push.state] ?? 'switching'} />
                  <span className="unseen">{push.state}</span>
                </td>
                <td className="nw prose">
                  <Link to={{ room: 'report', push: push.id, phase: null, gauge: null }}>{push.id}</Link>
                </td>
                <td>
                  <Revision of={push.revision} />
                </td>
                <td className={css.who}>
                  <Person name={push.captain} />
                </td>
                <td className="r dim nw">
                  {new Date(push.startedAt).toDateString() === today
                    ? formatMinute(push.startedAt)
                    : formatShortDay(push.startedAt).replace(/^\w+ /, '')}
                </td>
                <td className="r mid">{formatNumber(push.commits)}</td>
                <td className="r mid">{formatNumber(push.lines)}</td>
                <td className="r nw">
                  <Duration ms={push.tookMs} />
                </td>
                <td className={css.result} title={push.result}>
                  {push.result}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
