import type { DiffLine } from '../../shared/contract/settings';
import { cx } from '../parts/cx';
import css from './diff.module.css';

const signs = { same: ' ', added: '+', removed: '−' } as const;
const words = { same: '', added: 'added: ', removed: 'removed: ' } as const;

/** What scrolls can be reached with the keyboard, also where a browser would not see to it. */
const scrolls = { role: 'region', tabIndex: 0 } as const;

/** Lines that were changed, each with its sign; a rule where lines between are left out. */
export function Diff({ lines, label }: { lines: readonly DiffLine[]; label: string }) {
  return (
    <div className={css.diff} aria-label={label} {...scrolls}>
      <ol>
        {lines.map((line, index) => (
          <li key={index} className={cx(css.line, css[line.kind], isGap(lines, index) && css.gap)}>
            <span className={css.number} aria-hidden="true">
              {line.after ?? line.before}
            </span>
            <span className={css.sign} aria-hidden="true">
              {signs[line.kind]}
            </span>
            <code>
              <span className="unseen">{words[line.kind]}</span>
              {line.text || ' '}
            </code>
          </li>
        ))}
      </ol>
    </div>
  );
}

function isGap(lines: readonly DiffLine[], index: number): boolean {
  const line = lines[index];
  const above = lines[index - 1];
  if (!line || !above || line.kind !== 'same') return false;
  const before = lines.slice(0, index).findLast((one) => one.before !== null)?.before ?? 0;
  return (line.before ?? 0) > before + 1;
}

/** `2 lines added, 1 removed`. */
export function diffWords(lines: readonly DiffLine[]): string {
  const of = (kind: DiffLine['kind']) => lines.filter((line) => line.kind === kind).length;
  const added = of('added');
  const removed = of('removed');
  const noun = (number: number) => (number === 1 ? 'line' : 'lines');
  if (added === 0) return removed === 0 ? '' : `${removed} ${noun(removed)} removed`;
  return `${added} ${noun(added)} added${removed > 0 ? `, ${removed} removed` : ''}`;
}
