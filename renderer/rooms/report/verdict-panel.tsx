import { useState, type ReactNode } from 'react';
import type { GaugeView, LogLine, PhaseReport } from '../../../shared/contract/state';
import type { Verdict } from '../../../shared/judge/types';
import { Button } from '../../parts/button';
import { cx } from '../../parts/cx';
import { Delta } from '../../parts/delta';
import { Duration } from '../../parts/duration';
import { count, decimalsFor, formatNumber, formatP, formatTime } from '../../../shared/format/words';
import { Mark, State } from '../../parts/mark';
import { toneOf, verdictMarks } from '../../../shared/desk/marks';
import { RefusalNote } from '../../parts/refusal-note';
import { Lines } from '../../parts/diff-stat';
import { Revision } from '../../parts/revision';
import { Refusal } from '../../refusal';
import { link } from '../../state/desk';
import css from './verdict-panel.module.css';

const mostLines = 10;

/** The verdict in words, what it rests on, the same readings under another limit, and what came of it. */
export function VerdictPanel({ report, gauge, verdict }: { report: PhaseReport; gauge: GaugeView; verdict: Verdict | null }) {
  const { outcome } = report.push;
  return (
    <aside className={css.side} aria-label="Verdict">
      <h2>Verdict</h2>
      {verdict ? <Said verdict={verdict} /> : <p className="mid">{gauge.name} was not judged in this phase.</p>}
      {verdict && (
        <dl>
          <Fact name="Rule that acted">
            {verdict.rule === 'none'
              ? 'none'
              : `${verdict.rule}${verdict.rule === 'limit' && gauge.limit ? ` ${gauge.limit}` : ''}, ${gauge.severity}`}
          </Fact>
          <Fact name="Switched">
            <Change of={verdict.switched} />
          </Fact>
          <Fact name="Comparator">
            {verdict.comparator ? (
              <Change of={verdict.comparator} drift={verdict.comparator.kind === 'drift'} />
            ) : (
              'none: too few untouched hosts'
            )}
          </Fact>
          <Fact name="Evidence">
            {verdict.p === null ? 'no test was run' : `p = ${formatP(verdict.p)}, ${verdict.test ?? 'test not named'}`}
          </Fact>
          <Fact name="Could notice">
            {verdict.couldNotice === null
              ? 'cannot tell'
              : `${formatNumber(verdict.couldNotice, decimalsFor([verdict.couldNotice]))}${gauge.unit ? ` ${gauge.unit}` : ''}`}
          </Fact>
          {outcome?.detectedAfterMs != null && (
            <Fact name="Detected after">
              <Duration ms={outcome.detectedAfterMs} /> from the first switch
            </Fact>
          )}
          {outcome?.rolledBackInMs != null && (
            <Fact name="Rolled back in">
              <Duration ms={outcome.rolledBackInMs} />, {count(outcome.hostsChanged, 'host')}
            </Fact>
          )}
          {outcome && outcome.rolledBackInMs !== null && (
            <Fact name="Recovered">
              {outcome.recovered === null
                ? 'not known yet'
                : outcome.recovered
                  ? outcome.recoveredAt === null
                    ? 'yes'
                    : formatTime(outcome.recoveredAt)
                  : 'no: then it was not the push'}
            </Fact>
          )}
        </dl>
      )}
      {verdict && gauge.limit && <JudgeAgain key={gauge.name} report={report} gauge={gauge} verdict={verdict} />}
      <CameOfIt log={report.log} />
      <h2>Commits</h2>
      <ul className={css.commits}>
        {report.view.commits.map((commit) => (
          <li key={commit.revision}>
            <Revision of={commit.revision} />
            <span className="clip" title={`${commit.subject}, ${commit.author}`}>
              {commit.subject}
            </span>
            <Lines added={commit.added} removed={commit.removed} />
          </li>
        ))}
      </ul>
    </aside>
  );
}

function Said({ verdict }: { verdict: Verdict }) {
  const mark = verdictMarks[verdict.word];
  const tone = toneOf[mark];
  return (
    <>
      <p className={cx(css.big, tone === 'idle' ? 'mid' : `c-${tone}`)}>
        <Mark name={mark} size={18} />
        {verdict.word}
      </p>
      <p className="mid">{verdict.reason}</p>
    </>
  );
}

const Fact = ({ name, children }: { name: string; children: ReactNode }) => (
  <>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </>
);

/** What a group of hosts rests on, and how it changed. Where a comparator is drift, its members are windows. */
const Change = ({
  of: { hosts, samples, delta, ratio, pre, post },
  drift = false,
}: {
  of: Verdict['switched'];
  drift?: boolean;
}) => (
  <>
    {drift ? `${hosts} windows without a push` : `${count(hosts, 'host')}, ${count(samples, 'sample')}`},{' '}
    <Delta of={delta} decimals={decimalsFor([pre, post])} ratio={ratio} />
  </>
);

/** Judges the stored readings under another limit. It changes nothing, and says so. */
function JudgeAgain({ report, gauge, verdict }: { report: PhaseReport; gauge: GaugeView; verdict: Verdict }) {
  const [limit, setLimit] = useState(gauge.limit);
  const [answer, setAnswer] = useState<{ limit: string; stored: Verdict; again: Verdict } | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [busy, setBusy] = useState(false);
  const judge = async () => {
    setBusy(true);
    setRefusal(null);
    try {
      const looks = await link().call((rpc, signal) =>
        rpc.push.judge(
          { push: report.push.id, phase: report.phase, gauge: gauge.name, limits: { [gauge.name]: limit } },
          { signal },
        ),
      );
      // Every look of the phase is judged again; the one that is shown above is answered.
      const found = looks.findLast((look) => look.stored.at === verdict.at) ?? looks.at(-1);
      setAnswer(found ? { limit, ...found } : null);
    } catch (error) {
      setAnswer(null);
      if (error instanceof Refusal) setRefusal(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <h2>Judge again with another limit</h2>
      <form
        className={css.again}
        onSubmit={(event) => {
          event.preventDefault();
          if (limit.trim() && !busy) void judge();
        }}
      >
        <input
          aria-label={`Limit of ${gauge.name}`}
          value={limit}
          onChange={(event) => setLimit(event.target.value)}
          spellCheck={false}
          maxLength={40}
        />
        <Button type="submit" whyNot={busy ? 'it is being judged' : limit.trim() ? null : 'name a limit'}>
          Judge again
        </Button>
        <span className="dim nw">changes nothing</span>
      </form>
      <p className="mid" role="status">
        {answer && (
          <>
            With {answer.limit}: {answer.again.word === answer.stored.word ? 'still ' : ''}
            <State name={verdictMarks[answer.again.word]}>{answer.again.word}</State>
            {answer.again.word === answer.stored.word ? '' : ` instead of ${answer.stored.word}`}
            {answer.again.rule === 'none' ? '' : `, by ${answer.again.rule}`}. {answer.again.reason}
          </>
        )}
      </p>
      <RefusalNote refusal={refusal} onDismiss={() => setRefusal(null)} />
    </>
  );
}

function CameOfIt({ log }: { log: readonly LogLine[] }) {
  const told = log.filter((line) => line.host === null && (line.mark !== null || line.level !== 'info')).slice(-mostLines);
  if (!told.length) return null;
  return (
    <>
      <h2>What came of it</h2>
      <ul className={css.told}>
        {told.map((line) => (
          <li key={line.seq}>
            <time dateTime={new Date(line.at).toISOString()}>{formatTime(line.at)}</time>
            <span>{line.text}</span>
          </li>
        ))}
      </ul>
    </>
  );
}
