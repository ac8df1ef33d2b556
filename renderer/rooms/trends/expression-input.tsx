import { useEffect, useEffectEvent, useId, useLayoutEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import type { TrendFault } from '../../../shared/contract/trends';
import { cx } from '../../parts/cx';
import { Mark } from '../../parts/mark';
import { link } from '../../state/desk';
import { useQuery } from '../../state/query';
import { completed, functions, wantedAt, type Wanted } from './completion';
import css from './expression-input.module.css';

const mostChoices = 12;
const patienceMs = 250;

interface Props {
  readonly label: string;
  readonly text: string;
  /** The source that will be asked; null: this desk. */
  readonly source: string | null;
  readonly onText: (text: string) => void;
  /** Enter was pressed, and nothing is wrong with it that is known. */
  readonly onEnter: (text: string) => void;
  /** What is said below it while nothing is wrong. */
  readonly hint: string;
  /** What somebody else knows to be wrong with it, while the engine says nothing. */
  readonly error?: string | null;
  /** What stands behind it on its line. */
  readonly acts?: (fault: TrendFault | null) => ReactNode;
}

interface Choice {
  readonly name: string;
  readonly about: string;
}

/**
 * Where an expression is written: names, labels and their values are completed while one writes, and what the engine says is wrong with it is
 * underlined where it stands.
 */
export function ExpressionInput({ label, text, source, onText, onEnter, hint, error = null, acts }: Props) {
  const id = useId();
  const field = useRef<HTMLTextAreaElement>(null);
  const [caret, setCaret] = useState<number | null>(null);
  const [chosen, setChosen] = useState(0);
  const fault = useFault(text, source);
  const wanted = caret === null ? null : wantedAt(text, caret);
  const choices = useChoices(wanted, source);
  const open = choices.length > 0;
  const at = Math.min(chosen, choices.length - 1);
  const putCaret = useRef<number | null>(null);

  useLayoutEffect(() => {
    if (putCaret.current === null) return;
    field.current?.setSelectionRange(putCaret.current, putCaret.current);
    putCaret.current = null;
  }, [text]);

  const take = (choice: Choice) => {
    if (!wanted || caret === null) return;
    const next = completed(text, caret, wanted, choice.name);
    putCaret.current = next.caret;
    onText(next.text);
    setCaret(null);
    setChosen(0);
    field.current?.focus();
  };
  const run = () => {
    setCaret(null);
    if (text.trim() !== '' && fault === null) onEnter(text.trim());
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const choice = choices[at];
    if (event.key === 'Enter' && !event.shiftKey && (!choice || event.ctrlKey || event.metaKey)) run();
    else if (!choice) return;
    else if (event.key === 'ArrowDown') setChosen((at + 1) % choices.length);
    else if (event.key === 'ArrowUp') setChosen((at + choices.length - 1) % choices.length);
    else if ((event.key === 'Enter' && !event.shiftKey) || (event.key === 'Tab' && !event.shiftKey)) take(choice);
    else if (event.key === 'Escape') setCaret(null);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div className={css.field}>
      <label htmlFor={id}>{label}</label>
      <div className={css.row}>
        <div className={css.box}>
          <div className={css.mirror} aria-hidden="true">
            <Mirrored text={text} fault={fault} />
          </div>
          <textarea
            ref={field}
            id={id}
            rows={Math.min(6, text.split('\n').length + (text.length > 110 ? 1 : 0))}
            spellCheck={false}
            autoComplete="off"
            placeholder="sum(rate(php_errors_total[5m]))"
            value={text}
            aria-invalid={fault !== null || error !== null || undefined}
            aria-describedby={`${id}-fault`}
            aria-autocomplete="list"
            aria-controls={open ? `${id}-list` : undefined}
            aria-activedescendant={open ? `${id}-${at}` : undefined}
            onChange={(event) => {
              onText(event.target.value);
              setCaret(event.target.selectionStart);
              setChosen(0);
            }}
            onBlur={() => setCaret(null)}
            onKeyDown={onKeyDown}
          />
          {open && (
            <ul id={`${id}-list`} role="listbox" aria-label="What could stand here" className={css.list}>
              {choices.map((choice, index) => (
                // The keyboard is in the field and stays there.
                // eslint-disable-next-line jsx-a11y/click-events-have-key-events
                <li
                  key={choice.name}
                  id={`${id}-${index}`}
                  role="option"
                  aria-selected={index === at}
                  className={cx(css.choice, index === at && css.chosen)}
                  onPointerDown={(event) => event.preventDefault()}
                  onClick={() => take(choice)}
                >
                  <span>{choice.name}</span> <small className="dim clip">{choice.about}</small>
                </li>
              ))}
            </ul>
          )}
        </div>
        {acts?.(fault)}
      </div>
      <div id={`${id}-fault`} role="status" className={css.fault}>
        {fault ? (
          <>
            <Mark name="crit" size={10} />
            <span>
              {fault.message}
              {fault.at && `, column ${fault.at.column}${fault.at.line > 1 ? ` of line ${fault.at.line}` : ''}`}
            </span>
          </>
        ) : error !== null ? (
          <>
            <Mark name="crit" size={10} />
            <span>{error}</span>
          </>
        ) : (
          <span className="dim">{hint}</span>
        )}
      </div>
    </div>
  );
}

function Mirrored({ text, fault }: { text: string; fault: TrendFault | null }) {
  if (!fault?.at) return <>{text} </>;
  const { from, to } = fault.at;
  const end = Math.max(to, from + 1);
  return (
    <>
      {text.slice(0, from)}
      <span className={css.wrong}>{text.slice(from, end) || '\u00a0'}</span>
      {text.slice(end)}
    </>
  );
}

/** What the engine, or the source, says is wrong with an expression, a moment after the last letter; null: nothing, or not known yet. */
function useFault(text: string, source: string | null): TrendFault | null {
  const [said, setSaid] = useState<{ readonly of: string; readonly fault: TrendFault | null } | null>(null);
  const asked = `${source ?? ''} ${text}`;
  const ask = useEffectEvent((signal: AbortSignal) => {
    link()
      .call((rpc, stop) => rpc.trends.check({ metric: text, source }, { signal: stop }), signal)
      .then(
        (fault) => setSaid({ of: asked, fault }),
        () => undefined,
      );
  });
  useEffect(() => {
    if (text.trim() === '') return;
    const stopping = new AbortController();
    const timer = setTimeout(() => ask(stopping.signal), patienceMs);
    return () => {
      clearTimeout(timer);
      stopping.abort();
    };
  }, [text, source]);
  return said && said.of === asked ? said.fault : null;
}

function useChoices(wanted: Wanted | null, source: string | null): readonly Choice[] {
  const metric = wanted && wanted.kind !== 'name' ? wanted.metric : null;
  const label = wanted?.kind === 'value' ? wanted.label : null;
  const word = wanted?.word ?? '';
  const named = wanted?.kind === 'name' ? word : metric;
  const { data: metrics } = useQuery(named === null ? null : `complete ${source ?? ''} ${named}`, (rpc, signal) =>
    rpc.trends.metrics({ text: named ?? '', limit: 30, source }, { signal }),
  );
  const { data: values } = useQuery(
    metric !== null && label !== null ? `values ${source ?? ''} ${metric} ${label}` : null,
    (rpc, signal) => rpc.trends.values({ metric: metric ?? '', label: label ?? '', source }, { signal }),
  );
  if (!wanted) return none;
  const matching = (all: readonly Choice[]) =>
    all
      .filter(({ name }) => name.toLowerCase().includes(word.toLowerCase()) && name !== word)
      .sort((a, b) => Number(!a.name.startsWith(word)) - Number(!b.name.startsWith(word)))
      .slice(0, mostChoices);
  if (wanted.kind === 'value') return matching((values ?? []).map((name) => ({ name, about: '' })));
  if (wanted.kind === 'label') {
    const of = metrics?.find((one) => one.name === metric) ?? metrics?.[0];
    return matching((of?.labels ?? []).map((name) => ({ name, about: 'label' })));
  }
  return matching([
    ...functions.map(([name, about]) => ({ name, about })),
    ...(metrics ?? []).map(({ name, type, help }) => ({ name, about: [type, help].filter(Boolean).join('. ') })),
  ]);
}

const none: readonly never[] = [];
