import type { Panel, TrendFault } from '../../../shared/contract/trends';
import { Button } from '../../parts/button';
import { Mark } from '../../parts/mark';
import css from './faults.module.css';

interface Props {
  readonly panel: Panel;
  readonly faults: readonly (TrendFault | null)[];
  /** Asks again: a source may be well by now. */
  readonly onAgain: () => void;
}

/** Queries that cannot be evaluated: which, why, and where in it. The others are drawn. */
export function Faults({ panel, faults, onAgain }: Props) {
  return faults.map(
    (fault, index) =>
      fault && (
        <div key={index} className={css.fault}>
          <Mark name="crit" size={10} />
          <span>
            {panel.queries.length > 1 && `Query ${index + 1}: `}
            {fault.message}
            {fault.at && ` (column ${fault.at.column}${fault.at.line > 1 ? ` of line ${fault.at.line}` : ''})`}
            {fault.at === null && panel.queries[index]?.source != null && (
              <>
                {' '}
                <Button small kind="link" onClick={onAgain}>
                  Ask again
                </Button>
              </>
            )}
          </span>
          {/* Where a source does not answer, nothing in the expression is wrong. */}
          {(fault.at !== null || panel.queries[index]?.source == null) && (
            <Underlined text={panel.queries[index]?.metric ?? ''} fault={fault} />
          )}
        </div>
      ),
  );
}

/** An expression with what is wrong in it underlined. */
export function Underlined({ text, fault }: { text: string; fault: TrendFault }) {
  const { from, to } = fault.at ?? { from: 0, to: text.length };
  const end = Math.max(to, from + 1);
  return (
    <code className={css.code}>
      {text.slice(0, from)}
      <span className={css.wrong}>{text.slice(from, end) || ' '}</span>
      {text.slice(end)}
    </code>
  );
}
