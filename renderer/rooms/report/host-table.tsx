import { useMemo, useState } from 'react';
import type { GaugeView, PhaseReport } from '../../../shared/contract/state';
import type { Reading, Verdict, VerdictWord } from '../../../shared/judge/types';
import { Button } from '../../parts/button';
import { cx } from '../../parts/cx';
import { Delta, Ratio } from '../../parts/delta';
import { count, decimalsFor, formatNumber, formatP, nothing } from '../../../shared/format/words';
import { State } from '../../parts/mark';
import { verdictMarks } from '../../../shared/desk/marks';
import { EmptyState } from '../../parts/states';
import { fillLinks } from '../../../shared/desk/fill-links';
import { arrange, firstOrder, nextOrder, type Column } from './rows';
import css from './host-table.module.css';

const fewRows = 200;
const heads: readonly { readonly column: Column; readonly word: string; readonly right?: boolean }[] = [
  { column: 'verdict', word: 'Verdict' },
  { column: 'host', word: 'Host' },
  { column: 'type', word: 'Host type' },
  { column: 'pre', word: 'Pre', right: true },
  { column: 'post', word: 'Post', right: true },
  { column: 'delta', word: 'Delta', right: true },
  { column: 'ratio', word: '%', right: true },
];

/** The readings of one gauge: aggregates first, then a row a host, sortable by every head and filtered by words. */
export function HostTable({ report, gauge, verdict }: { report: PhaseReport; gauge: GaugeView; verdict: Verdict }) {
  const [order, setOrder] = useState(firstOrder);
  const [filter, setFilter] = useState('');
  const [all, setAll] = useState(false);
  const rows = useMemo(() => arrange(verdict, filter, order), [verdict, filter, order]);
  const decimals = decimalsFor([verdict.switched.pre, verdict.switched.post, ...verdict.hosts.slice(0, 50).map((row) => row.post)]);
  const shown = all ? rows : rows.slice(0, fewRows);
  const links = (host: string) => fillLinks(report.links, { host, revision: report.push.revision, push: report.push.id });
  return (
    <div>
      <div className={css.bar}>
        <input
          type="search"
          aria-label="Filter hosts"
          placeholder="filter hosts"
          value={filter}
          onChange={(event) => setFilter(event.target.value)}
          spellCheck={false}
        />
        <span className="dim small" role="status">
          {filter ? `${rows.length} of ${count(verdict.hosts.length, 'host')}` : count(verdict.hosts.length, 'host')}
        </span>
      </div>
      <table className={css.table} aria-label={`${gauge.name}, aggregates and hosts`}>
        <thead>
          <tr>
            {heads.map(({ column, word, right }) => (
              <th
                key={column}
                className={cx(right && 'r')}
                aria-sort={order.by === column ? (order.down ? 'descending' : 'ascending') : 'none'}
              >
                <button type="button" onClick={() => setOrder(nextOrder(order, column))}>
                  {word}
                  {order.by === column ? <span aria-hidden="true">{order.down ? ' ↓' : ' ↑'}</span> : null}
                </button>
              </th>
            ))}
            <th className="r">Limit</th>
            <th>Reason</th>
            <th className="r">Links</th>
          </tr>
        </thead>
        <tbody>
          <Aggregate
            name="Switched"
            of={count(verdict.switched.hosts, 'host')}
            word={verdict.word}
            reading={verdict.switched}
            limit={gauge.limit}
            reason={verdict.reason}
            decimals={decimals}
          />
          {verdict.comparator && (
            <Aggregate
              name={verdict.comparator.kind === 'drift' ? 'Drift' : 'Untouched'}
              of={
                verdict.comparator.kind === 'drift'
                  ? `${verdict.comparator.hosts} windows without a push`
                  : count(verdict.comparator.hosts, 'host')
              }
              word={null}
              reading={verdict.comparator}
              limit=""
              reason="the comparator"
              decimals={decimals}
            />
          )}
          {verdict.difference && (
            <tr className={css.aggregate}>
              <td />
              <td>
                <b>Difference</b>
              </td>
              <td className="mid">switched less rest</td>
              <td />
              <td />
              <td className="r">
                <b>
                  <Delta of={verdict.difference.delta} decimals={decimals} />
                </b>
              </td>
              <td className="r">
                <Ratio of={verdict.difference.ratio} />
              </td>
              <td />
              <td className={css.reason} colSpan={2}>
                {verdict.p === null ? '' : `p = ${formatP(verdict.p)}, ${verdict.test ?? ''}`}
              </td>
            </tr>
          )}
          {shown.map((row) => (
            <tr key={row.host}>
              <td>
                <State name={verdictMarks[row.verdict]} soft={row.verdict === 'ok'}>
                  {row.verdict}
                </State>
              </td>
              <td className="prose">{row.host}</td>
              <td className="mid">
                {row.type}
                {row.group === 'switched' && ', switched'}
              </td>
              <Numbers reading={row} decimals={decimals} strong={row.group === 'switched'} />
              <td className="r mid">{gauge.limit || nothing}</td>
              <td className={css.reason} title={row.reason}>
                {row.reason}
              </td>
              <td className={css.links}>
                {links(row.host).map((link) => (
                  <a key={link.name} href={link.href} target="_blank" rel="noopener noreferrer">
                    {link.name}
                    <span className="unseen"> of {row.host}</span>
                  </a>
                ))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length === 0 && <EmptyState title="No host holds these words" />}
      {rows.length > shown.length && (
        <p className={css.more}>
          <Button small onClick={() => setAll(true)}>
            Show the other {formatNumber(rows.length - shown.length)} hosts
          </Button>
        </p>
      )}
    </div>
  );
}

interface AggregateProps {
  readonly name: string;
  readonly of: string;
  readonly word: VerdictWord | null;
  readonly reading: Reading;
  readonly limit: string;
  readonly reason: string;
  readonly decimals: number;
}

function Aggregate({ name, of, word, reading, limit, reason, decimals }: AggregateProps) {
  return (
    <tr className={css.aggregate}>
      <td>{word && <State name={verdictMarks[word]}>{word}</State>}</td>
      <td>
        <b>{name}</b>
      </td>
      <td className="mid">{of}</td>
      <Numbers reading={reading} decimals={decimals} strong />
      <td className="r mid">{limit}</td>
      <td className={css.reason} colSpan={2} title={reason}>
        {reason}
      </td>
    </tr>
  );
}

function Numbers({ reading, decimals, strong }: { reading: Reading; decimals: number; strong: boolean }) {
  return (
    <>
      <td className="r">{formatNumber(reading.pre, decimals)}</td>
      <td className={cx('r', strong && css.strong)}>{formatNumber(reading.post, decimals)}</td>
      <td className={cx('r', strong && css.strong)}>
        <Delta of={reading.delta} decimals={decimals} />
      </td>
      <td className="r">
        <Ratio of={reading.ratio} />
      </td>
    </>
  );
}
