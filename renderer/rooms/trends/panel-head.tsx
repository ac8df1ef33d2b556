import { memo } from 'react';
import type { Overlay, Panel } from '../../../shared/contract/trends';
import { count, list } from '../../../shared/format/words';
import { Menu } from '../../parts/menu';
import { Age } from '../../parts/time';
import css from './panel.module.css';

/** How the height is, when somebody wanted it otherwise than the dashboard has it. */
export type PanelShape = Pick<Panel, 'from' | 'scale'>;

const overlays: readonly { readonly id: Overlay; readonly name: string }[] = [
  { id: 'band', name: 'band over the hosts' },
  { id: 'canary', name: 'canary against the rest' },
  { id: 'hosts', name: 'a line each host' },
];

interface Props {
  readonly panel: Panel;
  readonly unit: string;
  readonly shape: PanelShape;
  /** The overlay that is shown. */
  readonly asked: Overlay | null;
  /** How many hosts were picked; 0: all are shown. */
  readonly picked: number;
  readonly whole: boolean;
  readonly asTable: boolean;
  readonly canPicture: boolean;
  readonly canCopy: boolean;
  /** When the newest reading was; null: nothing is known, or it stands still. */
  readonly fedAt: number | null;
  readonly lateAfterMs: number;
  readonly onOverlay: (overlay: Overlay | null) => void;
  readonly onPick: () => void;
  readonly onShape: (shape: PanelShape) => void;
  readonly onTable: (asTable: boolean) => void;
  readonly onWhole: (panel: string | null) => void;
  readonly onEdit: (panel: string) => void;
  readonly whyNotEdit: string | null;
  /** Nothing can be done with it. */
  readonly preview: boolean;
  readonly onPicture: () => void;
  readonly onCsv: () => void;
}

/** Name, unit and age of a panel, and what can be done with it. */
export const PanelHead = memo(function PanelHead(props: Props) {
  const { panel, unit, shape, asked, picked, whole, asTable, canPicture, canCopy, fedAt, lateAfterMs } = props;
  const { onOverlay, onPick, onShape, onTable, onWhole, onEdit, whyNotEdit, preview, onPicture, onCsv } = props;
  const elsewhere = [...new Set(panel.queries.flatMap(({ source }) => source ?? []))];
  const isMixed = panel.queries.some(({ source }) => source === null);
  const overlayName =
    picked > 0 ? count(picked, 'host') : asked === null ? 'lines' : (overlays.find((one) => one.id === asked)?.name ?? '');
  return (
    <header className={css.head}>
      <h3 className="clip">{panel.title}</h3>
      <span className="dim clip">
        {unit}
        {shape.scale === 'log' && ', log'}
        {elsewhere.length > 0 && `${unit || shape.scale === 'log' ? ', ' : ''}${isMixed ? 'partly ' : ''}from ${list(elsewhere)}`}
      </span>
      <span className={css.aux}>
        {fedAt !== null && (
          <span className="dim small">
            data <Age at={fedAt} lateAfterMs={lateAfterMs} />
          </span>
        )}
        {panel.kind !== 'funnel' && !preview && (
          <Menu
            small
            name={overlayName}
            label={`${panel.title}: shown as ${overlayName}`}
            entries={[
              {
                id: 'set',
                name: `as configured${panel.overlay ? `: ${overlays.find((one) => one.id === panel.overlay)?.name ?? ''}` : ''}`,
                run: () => onOverlay(null),
              },
              'line',
              ...overlays.map(({ id, name }) => ({ id, name, run: () => onOverlay(id) })),
              { id: 'pick', name: 'pick hosts…', run: onPick },
            ]}
          />
        )}
        {!preview && (
          <Menu
            small
            name="More"
            label={`${panel.title}: more`}
            entries={[
              {
                id: 'whole',
                name: whole ? 'Back to the dashboard' : 'Full screen',
                keys: 't f',
                run: () => onWhole(whole ? null : panel.id),
              },
              { id: 'table', name: asTable ? 'As a chart' : 'As a table', run: () => onTable(!asTable) },
              { id: 'edit', name: 'Edit…', keys: 't u', whyNot: whyNotEdit, run: () => onEdit(panel.id) },
              'line',
              {
                id: 'from',
                name: shape.from === 'zero' ? 'Fit the height' : 'Height from zero',
                whyNot: shape.scale === 'log' ? 'a logarithmic scale has no zero' : null,
                run: () => onShape({ ...shape, from: shape.from === 'zero' ? 'fitted' : 'zero' }),
              },
              {
                id: 'log',
                name: shape.scale === 'log' ? 'Linear scale' : 'Logarithmic scale',
                whyNot: panel.kind === 'line' ? null : 'only lines have one',
                run: () => onShape({ ...shape, scale: shape.scale === 'log' ? 'linear' : 'log' }),
              },
              'line',
              {
                id: 'png',
                name: 'Copy as PNG',
                whyNot: canPicture ? null : 'no chart is drawn',
                run: onPicture,
              },
              {
                id: 'csv',
                name: 'Copy as CSV',
                whyNot: canCopy ? null : 'there are no readings',
                run: onCsv,
              },
            ]}
          />
        )}
      </span>
    </header>
  );
});
