import type { DeskState, StepView } from '../../../shared/contract/state';
import { isActive } from '../../../shared/push/push';
import { formatTimer } from '../../../shared/format/words';
import type { MarkName, Tone } from '../../../shared/desk/marks';
import { cx } from '../../parts/cx';
import { useNow } from '../../state/clock';
import { headline, plain } from '../push/headline';
import { WallMark } from './wall-mark';
import css from './wall-push.module.css';

const looks: Readonly<Record<StepView['state'], { readonly mark: MarkName; readonly tone: Tone; readonly word: string }>> = {
  passed: { mark: 'tick', tone: 'ok', word: 'passed' },
  'under way': { mark: 'switching', tone: 'move', word: 'under way' },
  'not reached': { mark: 'dash', tone: 'idle', word: 'not reached' },
  regressed: { mark: 'crit', tone: 'crit', word: 'regressed' },
  failed: { mark: 'failed', tone: 'crit', word: 'failed' },
  held: { mark: 'warn', tone: 'warn', word: 'held' },
};

/** What happens to the fleet now, in one sentence; while a push is under way with its steps. */
export function WallPush({ desk }: { desk: DeskState }) {
  const { title, lines } = headline(desk);
  const { push } = desk;
  const shown = push !== null && (isActive(push.state) || push.state.at === 'rolled back');
  return (
    <section className={css.push} aria-label="Push">
      <h2 className="clip prose">{plain(title)}</h2>
      {shown ? (
        <ol className={css.steps}>
          {push.steps.map((step) => (
            <Step key={`${step.kind} ${step.phase ?? ''} ${step.name}`} step={step} />
          ))}
        </ol>
      ) : (
        <p className="mid clip prose">{lines.map(plain).join(' ')}</p>
      )}
    </section>
  );
}

function Step({ step }: { step: StepView }) {
  const now = useNow();
  const { mark, tone, word } = looks[step.state];
  const { startedAt, endedAt, lengthMs } = step;
  const running = step.state === 'under way' || step.state === 'held';
  const elapsed = startedAt === null ? null : (endedAt ?? now) - startedAt;
  const share = step.state === 'passed' ? 1 : elapsed === null ? 0 : lengthMs ? Math.min(1, elapsed / lengthMs) : running ? 0.5 : 1;
  return (
    <li className={cx(css.step, running && css.now, step.state === 'not reached' && css.off)}>
      <i className={cx(css.bar, `c-${tone}`)}>
        <i style={{ width: `${(share * 100).toFixed(1)}%` }} />
      </i>
      <WallMark name={mark} tone={tone} />
      <span className="clip">{step.name}</span>
      <span className="unseen">, {word}</span>
      {elapsed !== null && (running || step.state === 'regressed' || step.state === 'failed') && (
        <b>
          {formatTimer(elapsed)}
          {running && lengthMs !== null && step.kind === 'watch' && <span> of {formatTimer(lengthMs)}</span>}
        </b>
      )}
    </li>
  );
}
