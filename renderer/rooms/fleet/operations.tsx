import type { HostOperation } from '../../../shared/contract/fleet';
import { count, formatTime, formatWhen } from '../../../shared/format/words';
import { Duration } from '../../parts/duration';
import { Mark } from '../../parts/mark';
import { SectionHead } from '../../parts/section-head';
import { EmptyState } from '../../parts/states';
import { useAgeNow } from '../../state/clock';
import css from './operations.module.css';

/** What was done on a host lately, newest first; each step unfolds into what it said. A step that failed is unfolded already. */
export function Operations({ operations }: { operations: readonly HostOperation[] }) {
  const failed = operations.filter((one) => !one.ok).length;
  const newestFailure = operations.find((one) => !one.ok);
  return (
    <section className={css.section} aria-label="Operations">
      <SectionHead
        title="Operations"
        about={`since this engine was started: ${count(operations.length, 'step')}${failed > 0 ? `, ${failed} failed` : ''}`}
      >
        newest first
      </SectionHead>
      {operations.length === 0 ? (
        <EmptyState title="Nothing was done there yet">
          Each step that Capstan takes on this host is kept here with what it said.
        </EmptyState>
      ) : (
        <ol className={css.list}>
          {operations.map((operation) => (
            <li key={`${operation.at} ${operation.step} ${operation.tookMs ?? ''}`}>
              <Step operation={operation} open={operation === newestFailure} />
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}

function Step({ operation, open }: { operation: HostOperation; open: boolean }) {
  const { at, step, push, ok, tookMs, code, output } = operation;
  const now = useAgeNow();
  return (
    <details open={open} className={css.step}>
      <summary>
        <time dateTime={new Date(at).toISOString()} title={formatWhen(at, now)}>
          {formatTime(at)}
        </time>
        <span className={css.state}>
          <Mark name={ok ? 'tick' : 'failed'} />
          <span className="unseen">{ok ? 'done: ' : 'failed: '}</span>
          <b>{step}</b>
        </span>
        <span className="mid prose">{push ?? ''}</span>
        <span className="r">
          <Duration ms={tookMs} tenths />
        </span>
        <span className="r mid nw">{code === null ? (ok ? '' : 'no exit code') : `exit ${code}`}</span>
      </summary>
      <pre className={css.output}>{output || 'It said nothing.'}</pre>
    </details>
  );
}
