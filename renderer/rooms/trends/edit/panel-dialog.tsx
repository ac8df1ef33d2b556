import { useState } from 'react';
import type { Group } from '../../../config-draft/plain';
import type { WorkingDashboard, WorkingPanel } from '../../../config-draft/working-types';
import { Button } from '../../../parts/button';
import { Dialog } from '../../../parts/dialog';
import type { PanelWorld } from '../panel';
import { PanelForm } from './panel-fields';
import { faultsOf, fieldsOf, isFaultless, withFields, type PanelFields } from './panel-form';
import { panelOf } from './panel-plain';
import { PanelPreview } from './panel-preview';
import { PanelWhere, type Where } from './panel-where';
import css from './panel-dialog.module.css';

/** What was typed of a panel when somebody went away from it. */
export interface Begun {
  readonly fields: PanelFields;
  readonly where: Where;
}

interface Props {
  readonly title: string;
  /** The button that does it. */
  readonly act: string;
  /** The panel as it is in the file; of a new one what is known of it. */
  readonly value: Group;
  /** The panel itself, where it stands on a dashboard already. */
  readonly panel: WorkingPanel | null;
  /** Where it stands, or is to stand at first. */
  readonly where: Where;
  /** Those it may stand on. */
  readonly dashboards: readonly WorkingDashboard[];
  /** What is wrong with the name of a new dashboard; null: nothing. */
  readonly nameFaultOf: (name: string) => string | null;
  readonly world: PanelWorld;
  /** As it was left before; null: it was not. */
  readonly begun: Begun | null;
  /** Escape, or a press beside it: what was typed is there when it is opened again. */
  readonly onLeave: (begun: Begun) => void;
  /** Nothing of it is wanted. */
  readonly onClose: () => void;
  readonly onDone: (value: Group, where: Where) => void;
  readonly onRemove?: () => void;
}

/** A panel, to be filled in and seen while one does. */
export function PanelDialog(props: Props) {
  const { title, act, value, panel, dashboards, nameFaultOf, world, begun, onLeave, onClose, onDone, onRemove } = props;
  const [fields, setFields] = useState(() => begun?.fields ?? fieldsOf(value));
  const [where, setWhere] = useState(begun?.where ?? props.where);
  const [tried, setTried] = useState(false);
  const faults = faultsOf(fields);
  const nameFault = where.dashboard === null ? nameFaultOf(where.name.trim()) : null;
  const fault = faults.title ?? [...faults.at.values()][0] ?? faults.scale ?? nameFault;
  const made = isFaultless({ ...faults, title: null }) ? withFields(value, fields) : null;
  const put = (change: Partial<PanelFields>) => setFields((now) => ({ ...now, ...change }));
  const take = () => {
    setTried(true);
    if (made && fault === null) onDone(made, { ...where, name: where.name.trim() });
  };
  return (
    <Dialog
      wide
      title={title}
      onClose={() => onLeave({ fields, where })}
      acts={
        <>
          {onRemove && (
            <Button kind="link" className={css.remove} onClick={onRemove}>
              Remove this panel
            </Button>
          )}
          <Button onClick={onClose}>{begun ? 'Drop what was typed' : 'Leave it'}</Button>
          <Button kind="main" whyNot={fault} onClick={take}>
            {act}
          </Button>
        </>
      }
    >
      <div className={css.columns}>
        <form
          className={css.form}
          onSubmit={(event) => {
            event.preventDefault();
            take();
          }}
        >
          <PanelForm fields={fields} faults={faults} tried={tried} onFields={put} onEnter={take} />
          <PanelWhere
            where={where}
            dashboards={dashboards}
            panel={panel}
            fault={tried || where.name !== '' ? nameFault : null}
            onWhere={setWhere}
          />
          <button type="submit" hidden />
        </form>
        <div className={css.preview}>
          <PanelPreview panel={made && panelOf(made)} world={world} />
        </div>
      </div>
    </Dialog>
  );
}
