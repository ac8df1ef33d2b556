import { useState } from 'react';
import type { Overlay, PanelKind } from '../../../../shared/contract/trends';
import { Button } from '../../../parts/button';
import { Field } from '../../../parts/field';
import { Select } from '../../../parts/select';
import { AskedOf } from '../asked-of';
import { ExpressionInput } from '../expression-input';
import { newQuery, newThreshold, type FieldFaults, type PanelFields, type QueryFields, type ThresholdFields } from './panel-form';
import { panelKinds, panelOverlays } from './panel-plain';
import css from './panel-dialog.module.css';

const kindWords: Readonly<Record<PanelKind, readonly [name: string, about: string]>> = {
  line: ['Lines', ''],
  area: ['Areas', 'stacked on one another'],
  bars: ['Bars', 'for things that are counted'],
  funnel: ['Funnel', 'the newest value of each query, and the share that goes on'],
};
const overlayWords: Readonly<Record<Overlay, readonly [name: string, about: string]>> = {
  band: ['A band over the hosts', 'with those far outside named'],
  canary: ['Canary against the rest', 'for the push under way, or the newest'],
  hosts: ['A line each host', ''],
};
const asWritten = 'lines';
const ofTitle = 'title';
const froms = [
  { id: 'zero', name: 'At zero' },
  { id: 'fitted', name: 'Fitted to the values' },
];
const scales = [
  { id: 'linear', name: 'Linear' },
  { id: 'log', name: 'Logarithmic' },
];

interface Props {
  readonly fields: PanelFields;
  readonly faults: FieldFaults;
  /** Whether what is missing is said too: somebody has tried to go on without it. */
  readonly tried: boolean;
  readonly onFields: (change: Partial<PanelFields>) => void;
  /** Enter was pressed in an expression. */
  readonly onEnter: () => void;
}

/** What a panel draws and how. */
export function PanelForm({ fields, faults, tried, onFields, onEnter }: Props) {
  const { title, kind, queries, overlay, unit, from, scale, thresholds } = fields;
  // Of what nobody has typed in yet nothing is called wrong.
  const [touched, setTouched] = useState<ReadonlySet<string>>(new Set());
  const said = (id: string, fault: string | null | undefined) => (fault && (tried || touched.has(id)) ? fault : null);
  const touch = (id: string) => setTouched((now) => new Set([...now, id]));
  const query = (id: string, change: Partial<QueryFields>) => {
    touch(id);
    onFields({ queries: queries.map((one) => (one.id === id ? { ...one, ...change } : one)) });
  };
  const threshold = (id: string, change: Partial<ThresholdFields>) => {
    touch(id);
    onFields({ thresholds: thresholds.map((one) => (one.id === id ? { ...one, ...change } : one)) });
  };
  return (
    <>
      <div className={css.two}>
        <Field
          label="Title"
          focusFirst
          value={title}
          maxLength={120}
          onText={(text) => {
            touch(ofTitle);
            onFields({ title: text });
          }}
          error={said(ofTitle, faults.title)}
        />
        <Select
          label="Drawn as"
          chosen={kind}
          choices={panelKinds.map((id) => ({ id, name: kindWords[id][0], about: kindWords[id][1] }))}
          onChosen={(id) => onFields({ kind: panelKinds.find((one) => one === id) ?? kind })}
        />
      </div>
      {queries.map(({ id, metric, legend, source }, index) => {
        const name = queries.length > 1 ? `Expression ${index + 1}` : 'Expression';
        return (
          <div key={id} className={css.query}>
            <ExpressionInput
              label={name}
              text={metric}
              source={source}
              onText={(text) => query(id, { metric: text })}
              onEnter={onEnter}
              hint="PromQL. Tab takes what is proposed."
              error={said(id, faults.at.get(id))}
            />
            <div className={css.behind}>
              <AskedOf source={source} onSource={(chosen) => query(id, { source: chosen })} />
              <Field
                label="Legend"
                aria-label={`Legend of ${name.toLowerCase()}`}
                value={legend}
                placeholder="from the labels that differ; {host} is filled in"
                onText={(text) => query(id, { legend: text })}
              />
              <Button
                small
                kind="link"
                aria-label={`Remove ${name.toLowerCase()}`}
                whyNot={queries.length === 1 ? 'a panel has at least one' : null}
                onClick={() => onFields({ queries: queries.filter((one) => one.id !== id) })}
              >
                Remove
              </Button>
            </div>
          </div>
        );
      })}
      <div>
        <Button small onClick={() => onFields({ queries: [...queries, newQuery()] })}>
          Add an expression
        </Button>
      </div>
      <div className={css.two}>
        <Select
          label="Of the hosts"
          chosen={overlay ?? asWritten}
          choices={[
            { id: asWritten, name: 'As the expression says' },
            ...panelOverlays.map((id) => ({ id, name: overlayWords[id][0], about: overlayWords[id][1] })),
          ]}
          onChosen={(id) => onFields({ overlay: panelOverlays.find((one) => one === id) ?? null })}
        />
        <Field
          label="Unit"
          value={unit}
          placeholder="from the metric’s name"
          hint="s, B, B/s, %, per s …"
          onText={(text) => onFields({ unit: text })}
        />
      </div>
      <div className={css.two}>
        <Select
          label="Axis begins"
          chosen={from}
          choices={froms}
          onChosen={(id) => onFields({ from: id === 'fitted' ? 'fitted' : 'zero' })}
        />
        <Select
          label="Scale"
          chosen={scale}
          choices={scales}
          onChosen={(id) => onFields({ scale: id === 'log' ? 'log' : 'linear' })}
          error={faults.scale}
        />
      </div>
      {thresholds.map(({ id, value, label }, index) => (
        <div key={id} className={css.threshold}>
          <Field
            label="Threshold"
            aria-label={`Threshold ${index + 1}`}
            inputMode="decimal"
            value={value}
            onText={(text) => threshold(id, { value: text })}
            error={said(id, faults.at.get(id))}
          />
          <Field
            label="What it is"
            aria-label={`What threshold ${index + 1} is`}
            value={label}
            placeholder="too slow"
            onText={(text) => threshold(id, { label: text })}
          />
          <Button
            small
            kind="link"
            aria-label={`Remove threshold ${index + 1}`}
            onClick={() => onFields({ thresholds: thresholds.filter((one) => one.id !== id) })}
          >
            Remove
          </Button>
        </div>
      ))}
      <div>
        <Button small onClick={() => onFields({ thresholds: [...thresholds, newThreshold()] })}>
          Add a threshold
        </Button>
      </div>
    </>
  );
}
