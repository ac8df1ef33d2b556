import type { Plain } from '../../../../shared/contract/settings';
import type { Overlay, Panel, PanelKind, PanelQuery } from '../../../../shared/contract/trends';
import { isGroup, isList, textOf, type Group } from '../../../config-draft/plain';

export type PanelWords = Omit<Panel, 'id'>;

export const panelKinds: readonly PanelKind[] = ['line', 'area', 'bars', 'funnel'];
export const panelOverlays: readonly Overlay[] = ['band', 'canary', 'hosts'];

/** What holds where the file says nothing. */
export const usual = { kind: 'line', overlay: null, unit: null, from: 'zero', scale: 'linear' } as const;

/** A panel as the file says it; what makes no sense there is as usual, so that it can be drawn while it is mended. */
export function panelOf(value: Group): PanelWords {
  return {
    title: textOf(value['title']),
    kind: panelKinds.find((kind) => kind === value['kind']) ?? usual.kind,
    queries: queriesOf(value),
    overlay: panelOverlays.find((overlay) => overlay === value['overlay']) ?? usual.overlay,
    unit: textOf(value['unit']) || usual.unit,
    from: value['from'] === 'fitted' ? 'fitted' : usual.from,
    scale: value['scale'] === 'log' ? 'log' : usual.scale,
    thresholds: (isList(value['thresholds']) ? value['thresholds'] : []).flatMap((one) => {
      const at = isGroup(one) ? one['value'] : one;
      return typeof at === 'number' ? [{ value: at, label: isGroup(one) ? textOf(one['label']) || null : null }] : [];
    }),
  };
}

function queriesOf(value: Group): readonly PanelQuery[] {
  const several = isList(value['metrics']) ? value['metrics'].filter(isGroup) : [];
  return [value, ...several].flatMap((one) => {
    const metric = textOf(one['metric']);
    return metric === ''
      ? []
      : [{ metric, legend: one === value ? null : textOf(one['legend']) || null, source: textOf(one['source']) || null }];
  });
}

const sourceOf = ({ source }: PanelQuery): Group => (source === null ? {} : { source });

/** A panel as it is written into the file: what is as usual is left out. */
export function plainPanel(panel: PanelWords): Group {
  const [only] = panel.queries;
  const queries: Record<string, Plain> =
    only && panel.queries.length === 1 && only.legend === null
      ? { metric: only.metric, ...sourceOf(only) }
      : {
          metrics: panel.queries.map((query): Group => ({
            metric: query.metric,
            ...(query.legend === null ? {} : { legend: query.legend }),
            ...sourceOf(query),
          })),
        };
  const thresholds = panel.thresholds.map(({ value, label }) => (label === null ? value : { value, label }));
  return {
    title: panel.title,
    ...queries,
    ...(panel.kind === usual.kind ? {} : { kind: panel.kind }),
    ...(panel.overlay === usual.overlay ? {} : { overlay: panel.overlay }),
    ...(panel.unit === usual.unit ? {} : { unit: panel.unit }),
    ...(panel.from === usual.from ? {} : { from: panel.from }),
    ...(panel.scale === usual.scale ? {} : { scale: panel.scale }),
    ...(thresholds.length === 0 ? {} : { thresholds }),
  };
}
