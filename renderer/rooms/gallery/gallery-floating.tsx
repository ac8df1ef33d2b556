import { useState } from 'react';
import { Button } from '../../parts/button';
import { Dialog } from '../../parts/dialog';
import { Field } from '../../parts/field';
import { Facts, FoldOut } from '../../parts/fold-out';
import { Menu } from '../../parts/menu';
import { Person } from '../../parts/person';
import { toast } from '../../parts/toast';
import { Tooltip } from '../../parts/tooltip';
import { Group, nothingHappens } from './group';
import css from './gallery.module.css';

/** What opens over the page by a press. The suite opens each of them. */
export function Floating() {
  const [open, setOpen] = useState(false);
  return (
    <Group name="floating" about="opened by a press; Escape closes each with nothing done">
      <div className={css.row}>
        <Menu
          name="Acts"
          entries={[
            { id: 'converge', name: 'Converge 3 hosts on 4f2c91e', keys: 'C', run: nothingHappens },
            { id: 'doctor', name: 'Run the doctor', run: nothingHappens },
            'line',
            { id: 'prune', name: 'Prune releases', whyNot: 'a push is under way', run: nothingHappens },
            { id: 'out', name: 'Take out of service', danger: true, run: nothingHappens },
          ]}
        />
        <Tooltip words="9b3d07a1c0ffee, staged on 147 of 150 hosts">
          <button type="button" className={css.rev}>
            9b3d07a
          </button>
        </Tooltip>
        <FoldOut
          name="Push lock"
          className={css.fold}
          more={
            <Facts
              of={[
                ['Push lock', 'held until a person clears it'],
                ['By', <Person key="by" name="Mara Lindqvist" />],
                ['Reason', 'shard-master-005 is being replaced; its disk is copied until about 14:00'],
              ]}
            />
          }
        >
          Push lock, held
        </FoldOut>
        <Button onClick={() => setOpen(true)}>Open a dialog</Button>
        <Button
          onClick={() => {
            toast({ mark: 'ok', text: '3 hosts converged', more: '4f2c91e in 2.1 s' });
            toast({ mark: 'warn', text: 'www-087 was taken out', act: { name: 'Put it back', run: nothingHappens } });
          }}
        >
          Show toasts
        </Button>
        {open && (
          <Dialog
            title="Take www-004 and 2 more out of service?"
            alert
            onClose={() => setOpen(false)}
            acts={
              <>
                <Button focusFirst onClick={() => setOpen(false)}>
                  Leave them in
                </Button>
                <Button kind="danger" onClick={() => setOpen(false)}>
                  Take 3 hosts out
                </Button>
              </>
            }
          >
            <p>They take no push and no traffic until somebody puts them back.</p>
            <Field label="Reason" value="" onText={nothingHappens} />
          </Dialog>
        )}
      </div>
    </Group>
  );
}
