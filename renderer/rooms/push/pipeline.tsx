import type { StepView } from '../../../shared/contract/state';
import { cx } from '../../parts/cx';
import { formatTimer, nothing } from '../../../shared/format/words';
import { Mark } from '../../parts/mark';
import type { MarkName, Tone } from '../../../shared/desk/marks';
import { useNow } from '../../state/clock';
import css from './pipeline.module.css';

const looks: Readonly<Record<StepView['state'], { mark: MarkName; tone: Tone; word: string }>> = {
  passed: { mark: 'tick', tone: 'ok', word: 'passed' },
  'under way': { mark: 'switching', tone: 'move', word: 'under way' },
  'not reached': { mark: 'dash', tone: 'idle', word: 'not reached' },
  regressed: { mark: 'crit', tone: 'crit', word: 'regressed' },
  failed: { mark: 'failed', tone: 'crit', word: 'failed' },
  held: { mark: 'warn', tone: 'warn', word: 'held' },
};

/** The steps of a push with their timers: what passed, what is under way with its end, what was not reached. */
export function Pipeline({ steps }: { steps: readonly StepView[] }) {
  return (
    <ol className={css.pipe} aria-label="Steps of the push">
      {steps.map((step) => (
        <Step key={`${step.kind} ${step.phase ?? ''} ${step.name}`} step={step} />
      ))}
    </ol>
  );
}

function Step({ step }: { step: StepView }) {
  const look = looks[step.state];
  const { startedAt, endedAt, lengthMs } = step;
  const running = step.state === 'under way' || step.state === 'held';
  const timed =
    (step.kind === 'watch' || step.kind === 'roll back' || running) &&
    lengthMs !== null &&
    startedAt !== null &&
    step.state !== 'passed';
  const ends = timed ? `of ${step.kind === 'watch' ? '' : 'about '}${formatTimer(lengthMs)}` : '';
  const note = step.note || (step.state === 'not reached' ? 'not reached' : '');
  return (
    <li
      className={cx(
        css.step,
        css[step.kind],
        css[look.tone],
        step.state === 'under way' && css.now,
        step.state === 'not reached' && css.off,
      )}
      aria-current={running ? 'step' : undefined}
    >
      <Fill step={step} />
      <span className={css.name}>
        <Mark name={look.mark} />
        <b>{step.name}</b>
        <span className="unseen">, {look.word}</span>
      </span>
      <span className={css.timer}>
        {startedAt === null ? (
          nothing
        ) : endedAt === null && running ? (
          <Running from={startedAt} />
        ) : endedAt === null ? (
          nothing
        ) : (
          formatTimer(endedAt - startedAt)
        )}
      </span>
      <span className={cx(css.note, 'clip')} title={note}>
        {[ends, note].filter(Boolean).join(', ')}
      </span>
    </li>
  );
}

const Running = ({ from }: { from: number }) => <>{formatTimer(useNow() - from)}</>;

function Fill({ step: { state, startedAt, endedAt, lengthMs } }: { step: StepView }) {
  const now = useNow();
  const elapsed = startedAt === null ? 0 : (endedAt ?? now) - startedAt;
  const share =
    state === 'passed' ? 1 : state === 'not reached' ? 0 : lengthMs ? Math.min(1, elapsed / lengthMs) : endedAt === null ? 0.5 : 1;
  return (
    <i className={css.bar}>
      <i style={{ width: `${(share * 100).toFixed(1)}%` }} />
    </i>
  );
}
