import type { Plan } from '../../../shared/contract/state';
import { Check, Field } from '../../parts/field';
import { Mark } from '../../parts/mark';
import type { Agreed } from './start-push';
import css from './plan-view.module.css';

interface Props {
  readonly plan: Plan;
  readonly agreed: Agreed;
  readonly onAgree: (agreed: Agreed) => void;
}

/** What speaks against the push. A refusal has to be overridden with a reason; what no rollback can undo is confirmed a second time. */
export function PlanWarnings({ plan, agreed, onAgree }: Props) {
  const refused = new Set(plan.refusals);
  const textOf = (code: string) => plan.warnings.find((warning) => warning.code === code)?.text ?? code;
  const notes = plan.warnings.filter((warning) => !refused.has(warning.code) && warning.code !== 'irreversible');
  const refusals = plan.refusals.filter((code) => code !== 'irreversible');
  const override = (code: string, on: boolean) => {
    const next = new Set(agreed.refusals);
    if (on) next.add(code);
    else next.delete(code);
    onAgree({ ...agreed, refusals: next });
  };
  if (!notes.length && !refusals.length && !plan.irreversible.length) {
    return (
      <p className={css.fine}>
        <Mark name="ok" /> Nothing speaks against it.
      </p>
    );
  }
  return (
    <div className={css.warnings}>
      {refusals.map((code) => (
        <div key={code} className={css.refusal}>
          <p>
            <Mark name="crit" /> <b>Refused:</b> {textOf(code)}
          </p>
          <Check checked={agreed.refusals.has(code)} onChecked={(on) => override(code, on)}>
            Push in spite of it
          </Check>
        </div>
      ))}
      {plan.irreversible.length > 0 && (
        <div className={css.refusal}>
          <p>
            <Mark name="warn" /> <b>A rollback cannot undo this:</b>{' '}
            <span className="rev">{plan.irreversible.slice(0, 4).join('  ')}</span>
            {plan.irreversible.length > 4 && ` and ${plan.irreversible.length - 4} more`}. Automation will hold and call instead of
            rolling back.
          </p>
          <Check checked={agreed.irreversible} onChecked={(on) => onAgree({ ...agreed, irreversible: on })}>
            I have checked that the old release runs on the changed data
          </Check>
        </div>
      )}
      {notes.map((warning) => (
        <p key={warning.code + warning.text} className={css.note}>
          <Mark name="warn" /> {warning.text}
        </p>
      ))}
      {(refusals.length > 0 || plan.irreversible.length > 0) && (
        <Field
          label="Reason, kept in the history"
          value={agreed.reason}
          maxLength={500}
          onText={(reason) => onAgree({ ...agreed, reason })}
        />
      )}
    </div>
  );
}
