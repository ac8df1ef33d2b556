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
  readonly onClose: () => void;
  readonly onDone: (value: Group, where: Where) => void;
  readonly onRemove?: () => void;
}

/** A panel, to be filled in and seen while one does. */
export function PanelDialog(props: Props) {
  const { title, act, value, panel, dashboards, nameFaultOf, world, onClose, onDone, onRemove } = props;
  const [fields, setFields] = useState(() => fieldsOf(value));
  const [where, setWhere] = useState(props.where);
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
      onClose={onClose}
      acts={
        <>
          {onRemove && (
            <Button kind="link" className={css.remove} onClick={onRemove}>
              Remove this panel
            </Button>
          )}
          <Button onClick={onClose}>Leave it</Button>
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
