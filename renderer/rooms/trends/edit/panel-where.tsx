import { Field } from '../../../parts/field';
import { Select } from '../../../parts/select';
import { textOf } from '../../../config-draft/plain';
import { nameOfDashboard } from '../../../config-draft/working-dashboards';
import type { WorkingDashboard, WorkingPanel } from '../../../config-draft/working-types';
import type { PanelPlace } from './edit-dashboards';
import css from './panel-dialog.module.css';

/** Where a panel is to stand, as it is chosen. */
export interface Where {
  /** Null: on a new dashboard. */
  readonly dashboard: string | null;
  /** Of the new dashboard. */
  readonly name: string;
  /** Null: in a new row. */
  readonly row: string | null;
  /** Of the new row. */
  readonly rowTitle: string;
  /** The panel behind it; null: at the end of its row. */
  readonly before: string | null;
}

/** At the end of the last row of a dashboard; null: on a new one. */
export const endOf = (dashboard: WorkingDashboard | null): Where => ({
  dashboard: dashboard?.id ?? null,
  name: '',
  row: dashboard?.rows.at(-1)?.id ?? null,
  rowTitle: '',
  before: null,
});

export const toPlace = ({ row, rowTitle, before }: Where): PanelPlace => (row === null ? { newRow: rowTitle } : { row, before });

const anew = 'new';
const atEnd = 'end';

interface Props {
  readonly where: Where;
  /** Those it may stand on. */
  readonly dashboards: readonly WorkingDashboard[];
  /** The panel itself, where it stands on one already. */
  readonly panel: WorkingPanel | null;
  /** What is wrong with the name of the new dashboard; null: nothing. */
  readonly fault: string | null;
  readonly onWhere: (where: Where) => void;
}

/** On which dashboard a panel is to stand, in which row, and before which other one. */
export function PanelWhere({ where, dashboards, panel, fault, onWhere }: Props) {
  const { dashboard, name, row, rowTitle, before } = where;
  const chosen = dashboards.find(({ id }) => id === dashboard);
  const rows = chosen?.rows ?? [];
  const others = rows.find(({ id }) => id === row)?.panels.filter(({ id }) => id !== panel?.id) ?? [];
  return (
    <>
      {panel === null && (
        <div className={css.two}>
          <Select
            label="Dashboard"
            chosen={dashboard ?? anew}
            choices={[
              ...dashboards.map((one) => ({ id: one.id, name: nameOfDashboard(one) })),
              { id: anew, name: 'A new dashboard' },
            ]}
            onChosen={(id) => onWhere({ ...endOf(dashboards.find((one) => one.id === id) ?? null), name })}
          />
          {!chosen && (
            <Field
              label="Name of the dashboard"
              value={name}
              maxLength={64}
              onText={(text) => onWhere({ ...where, name: text })}
              error={fault}
            />
          )}
        </div>
      )}
      <div className={css.two}>
        {rows.length > 0 && (
          <Select
            label="Row"
            chosen={row ?? anew}
            choices={[
              ...rows.map(({ id, value }, index) => ({ id, name: textOf(value['title']) || `Row ${index + 1}` })),
              { id: anew, name: 'A new row below' },
            ]}
            onChosen={(id) => onWhere({ ...where, row: id === anew ? null : id, before: null })}
          />
        )}
        {row === null ? (
          <Field
            label="Title of the row"
            value={rowTitle}
            placeholder="none"
            maxLength={120}
            onText={(text) => onWhere({ ...where, rowTitle: text })}
          />
        ) : (
          others.length > 0 && (
            <Select
              label="Place in the row"
              chosen={before ?? atEnd}
              choices={[
                ...others.map(({ id, value }) => ({ id, name: `Before ${textOf(value['title'])}` })),
                { id: atEnd, name: 'At the end' },
              ]}
              onChosen={(id) => onWhere({ ...where, before: id === atEnd ? null : id })}
            />
          )
        )}
      </div>
    </>
  );
}
