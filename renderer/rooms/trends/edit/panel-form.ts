import type { Plain } from '../../../../shared/contract/settings';
import type { Overlay, PanelKind } from '../../../../shared/contract/trends';
import { panelExpression, panelTitle, thresholdValue } from '../../../config-draft/dashboard-checks';
import { isGroup, isList, textOf, type Group } from '../../../config-draft/plain';
import { panelOf, usual } from './panel-plain';

/** A query as it is typed. */
export interface QueryFields {
  /** Stays the same while it is typed and while others go. */
  readonly id: string;
  readonly metric: string;
  readonly legend: string;
  /** The source that is asked; null: this desk. */
  readonly source: string | null;
  /** What the file says of it besides. */
  readonly rest: Group;
}

export interface ThresholdFields {
  readonly id: string;
  readonly value: string;
  readonly label: string;
  /** What the file says of it besides; null: there it is a number alone. */
  readonly rest: Group | null;
}

/** A panel as it is typed. */
export interface PanelFields {
  readonly title: string;
  readonly kind: PanelKind;
  readonly queries: readonly QueryFields[];
  readonly overlay: Overlay | null;
  readonly unit: string;
  readonly from: 'zero' | 'fitted';
  readonly scale: 'linear' | 'log';
  readonly thresholds: readonly ThresholdFields[];
}

export const newQuery = (metric = '', source: string | null = null): QueryFields => ({
  id: crypto.randomUUID(),
  metric,
  legend: '',
  source,
  rest: {},
});
export const newThreshold = (): ThresholdFields => ({ id: crypto.randomUUID(), value: '', label: '', rest: null });

/** The fields of a panel of the file. */
export function fieldsOf(value: Group): PanelFields {
  const { title, kind, overlay, unit, from, scale } = panelOf(value);
  const queries = (isList(value['metrics']) ? value['metrics'].filter(isGroup) : []).map((query): QueryFields => {
    const { metric, legend, source, ...rest } = query;
    return { ...newQuery(textOf(metric), textOf(source) || null), legend: textOf(legend), rest };
  });
  const alone =
    value['metric'] === undefined && queries.length > 0 ? [] : [newQuery(textOf(value['metric']), textOf(value['source']) || null)];
  const thresholds = (isList(value['thresholds']) ? value['thresholds'] : []).map((one): ThresholdFields => {
    const { value: at, label, ...rest } = isGroup(one) ? one : { value: one };
    return { ...newThreshold(), value: textOf(at), label: textOf(label), rest: isGroup(one) ? rest : null };
  });
  return { title, kind, queries: [...alone, ...queries], overlay, unit: unit ?? '', from, scale, thresholds };
}

/**
 * The panel with what was typed. What is as usual is left out, unless the file says it already; keys that have no field stay as they are, so that
 * a file of a newer Capstan loses nothing here.
 */
export function withFields(before: Group, fields: PanelFields): Group {
  const made: Record<string, Plain> = { ...before, title: fields.title.trim() };
  const put = (key: string, value: Plain | undefined) => {
    if (value !== undefined) made[key] = value;
    else Reflect.deleteProperty(made, key);
  };
  const unlessUsual = (key: keyof typeof usual, value: string | null) =>
    put(key, value === usual[key] && before[key] !== value ? undefined : (value ?? undefined));
  const [first] = fields.queries;
  const isAlone = first && fields.queries.length === 1 && first.legend.trim() === '' && !isList(before['metrics']);
  put('metric', isAlone ? first.metric.trim() : undefined);
  put('source', isAlone ? (first.source ?? undefined) : undefined);
  put(
    'metrics',
    isAlone
      ? undefined
      : fields.queries.map(({ metric, legend, source, rest }) => ({
          metric: metric.trim(),
          ...(legend.trim() === '' ? {} : { legend: legend.trim() }),
          ...(source === null ? {} : { source }),
          ...rest,
        })),
  );
  unlessUsual('kind', fields.kind);
  unlessUsual('overlay', fields.overlay);
  unlessUsual('unit', fields.unit.trim() || null);
  unlessUsual('from', fields.from);
  unlessUsual('scale', fields.scale);
  const thresholds = fields.thresholds.map(({ value, label, rest }): Plain => {
    if (label.trim() === '' && rest === null) return Number(value);
    return { value: Number(value), ...(label.trim() === '' ? {} : { label: label.trim() }), ...rest };
  });
  put('thresholds', thresholds.length === 0 ? undefined : thresholds);
  return made;
}

/** What can be seen to be wrong with what was typed: by the field, in sentences. */
export interface FieldFaults {
  readonly title: string | null;
  readonly scale: string | null;
  /** By the id of the query or the threshold. */
  readonly at: ReadonlyMap<string, string>;
}

export function faultsOf({ title, kind, queries, scale, thresholds }: PanelFields): FieldFaults {
  const of = (id: string, fault: string | null): [string, string][] => (fault === null ? [] : [[id, fault]]);
  return {
    title: panelTitle(title),
    scale: scale === 'log' && kind !== 'line' ? 'Only lines have a logarithmic scale.' : null,
    at: new Map([
      ...queries.flatMap(({ id, metric, source }) => of(id, panelExpression(metric, source))),
      ...thresholds.flatMap(({ id, value }) => of(id, thresholdValue(value))),
    ]),
  };
}

export const isFaultless = ({ title, scale, at }: FieldFaults): boolean => title === null && scale === null && at.size === 0;
