import { useEffect, useRef } from 'react';
import type { Plain } from '../../../shared/contract/settings';
import type { ConfigFault, GaugeView } from '../../../shared/contract/state';
import { decimalsFor, formatNumber } from '../../../shared/format/words';
import { breaks, parseLimit } from '../../../shared/judge/limit-text';
import { Button } from '../../parts/button';
import { Check } from '../../parts/field';
import { Mark, State } from '../../parts/mark';
import { Age } from '../../parts/time';
import { verdictMarks } from '../../../shared/desk/marks';
import { gaugeFields, instant, type FieldInfo } from '../../config-draft/checks';
import { faultAt, faultOf, sentenceOf } from '../../config-draft/faults';
import { change } from '../../config-draft/draft-store';
import { FormField } from './form-field';
import { useKeys } from './use-keys';
import { fieldOf, isList, textOf, withField, type Group } from '../../config-draft/plain';
import { moved, type WorkingGauge } from '../../config-draft/working';
import css from './gauge-panel.module.css';

interface Props {
  readonly gauge: WorkingGauge;
  readonly index: number;
  readonly gauges: readonly WorkingGauge[];
  readonly now: GaugeView | null;
  readonly types: readonly string[];
  readonly faults: readonly ConfigFault[];
  readonly readOnly: boolean;
  readonly onClose: () => void;
}

const { name, metric, kind, unit, limit, up, down, atLeast, severity, warmUp, noData, tooLittle } = gaugeFields;

/** One gauge, to be edited; what is wrong with a field stands below it while it is typed. */
export function GaugePanel({ gauge, index, gauges, now, types, faults, readOnly, onClose }: Props) {
  const heading = useRef<HTMLHeadingElement>(null);
  const panel = useRef<HTMLElement>(null);
  useEffect(() => heading.current?.focus(), []);
  // Escape is the safe way out: nothing that was typed is lost by it.
  useKeys(panel, (event) => {
    if (event.key === 'Escape') onClose();
  });
  const { id, value } = gauge;
  const put = (path: readonly string[], next: Plain | undefined) =>
    change((working) => ({
      ...working,
      gauges: working.gauges.map((one) => (one.id === id ? { ...one, value: withField(one.value, path, next) } : one)),
    }));
  const rearrange = (next: (all: readonly WorkingGauge[]) => readonly WorkingGauge[]) =>
    change((working) => ({ ...working, gauges: next(working.gauges) }));
  const twice = gauges.some((one) => one.id !== id && textOf(one.value['name']) === textOf(value['name']));

  const errorOf = (info: FieldInfo): string | null => {
    const fault = faultAt(faults, ['gauges', index, ...info.path]);
    return instant(info, value) ?? (info === name && twice ? 'There is a gauge of this name already.' : fault && sentenceOf(fault));
  };
  const field = (info: FieldInfo) => (
    <FormField info={info} group={value} onValue={put} error={errorOf(info)} readOnly={readOnly} />
  );
  const whole = faultOf(faults, ['gauges', index]) ?? faultOf(faults, ['gauges', index, 'change']);
  const last = gauges.length - 1;
  const locked = readOnly ? 'the file is not to be changed' : null;
  return (
    <aside ref={panel} className={css.panel} aria-labelledby="gauge-panel">
      <div className={css.head}>
        <h2 id="gauge-panel" ref={heading} tabIndex={-1}>
          {textOf(value['name']) || 'Gauge without a name'}
        </h2>
        <Button small onClick={onClose}>
          Close
        </Button>
      </div>
      <Present now={now} limit={textOf(value['limit'])} />
      {whole && (
        <p className={css.fault} role="status">
          <Mark name="crit" size={10} />
          <span>{sentenceOf(whole)}</span>
        </p>
      )}
      <div className={css.form}>
        {field(name)}
        {field(metric)}
        <Types value={value} types={types} onValue={put} error={faultAt(faults, ['gauges', index, 'types'])} readOnly={readOnly} />
        <div className={css.two}>
          {field(kind)}
          {field(unit)}
        </div>
        {field(limit)}
        <fieldset className={css.group}>
          <legend>Change, against before and against hosts without the push</legend>
          <div className={css.three}>
            {field(up)}
            {field(down)}
            {field(atLeast)}
          </div>
        </fieldset>
        <div className={css.two}>
          {field(severity)}
          {field(warmUp)}
        </div>
        <div className={css.two}>
          {field(noData)}
          {field(tooLittle)}
        </div>
      </div>
      <div className={css.acts}>
        <Button
          small
          whyNot={locked ?? (index === 0 ? 'it is the first' : null)}
          onClick={() => rearrange((all) => moved(all, id, -1))}
        >
          Move up
        </Button>
        <Button
          small
          whyNot={locked ?? (index === last ? 'it is the last' : null)}
          onClick={() => rearrange((all) => moved(all, id, 1))}
        >
          Move down
        </Button>
        <Button
          small
          kind="link"
          whyNot={locked}
          onClick={() => {
            onClose();
            rearrange((all) => all.filter((one) => one.id !== id));
          }}
        >
          Remove this gauge
        </Button>
      </div>
    </aside>
  );
}

/** `Now 0.18, read 3 s ago; the limit is > 5: within it.` */
function Present({ now, limit: typedLimit }: { now: GaugeView | null; limit: string }) {
  if (now === null || now.value === null || now.readAt === null)
    return <p className="mid prose">{now ? 'It has not been read yet.' : 'It is not in force yet, so there is no reading.'}</p>;
  const rule = parseLimit(typedLimit);
  const over = rule !== null && breaks(rule, now.value);
  return (
    <div className={css.now}>
      <p>
        <b>Now {formatNumber(now.value, decimalsFor([now.value]))}</b>
        {now.unit && ` ${now.unit}`}{' '}
        <span className="mid">
          (<Age at={now.readAt} lateAfterMs={30_000} />)
        </span>
        {rule && (
          <>
            , limit {typedLimit.trim()}: <State name={over ? 'warn' : 'ok'}>{over ? 'over it now' : 'within'}</State>
          </>
        )}
      </p>
      {now.verdict && (
        <p className="mid prose">
          Last verdict: <State name={verdictMarks[now.verdict.word]}>{now.verdict.word}</State>, <Age at={now.verdict.at} />
        </p>
      )}
    </div>
  );
}

interface TypesProps {
  readonly value: Group;
  readonly types: readonly string[];
  readonly onValue: (path: readonly string[], value: Plain | undefined) => void;
  readonly error: ConfigFault | null;
  readonly readOnly: boolean;
}

/** Which host types a gauge is watched on; none ticked: all of them. */
function Types({ value, types, onValue, error, readOnly }: TypesProps) {
  const found = fieldOf(value, ['types']);
  const chosen = (isList(found) ? found : found === undefined || found === null ? [] : [found]).map(String);
  // A name that is no type (any more) is shown, so that it can be taken away.
  const all = [...types, ...chosen.filter((type) => !types.includes(type))];
  const set = (type: string, on: boolean) => {
    const next = all.filter((one) => (one === type ? on : chosen.includes(one)));
    onValue(['types'], next.length === 0 ? undefined : next);
  };
  return (
    <fieldset className={css.group} disabled={readOnly}>
      <legend>Watched on {chosen.length === 0 ? 'all host types' : 'the ticked host types'}</legend>
      <div className={css.types}>
        {all.map((type) => (
          <Check key={type} checked={chosen.includes(type)} onChecked={(on) => set(type, on)}>
            <span className="prose">{type}</span>
          </Check>
        ))}
      </div>
      {error && (
        <p className={css.fault} role="status">
          <Mark name="crit" size={10} />
          <span>{sentenceOf(error)}</span>
        </p>
      )}
    </fieldset>
  );
}
