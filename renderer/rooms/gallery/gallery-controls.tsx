import { useState } from 'react';
import { Button } from '../../parts/button';
import { ComboBox, type Choice } from '../../parts/combo-box';
import { DateRange } from '../../parts/date-range';
import { Dialog } from '../../parts/dialog';
import { Check, Field } from '../../parts/field';
import { HoldButton } from '../../parts/hold-button';
import { Menu } from '../../parts/menu';
import { Select } from '../../parts/select';
import { Switch } from '../../parts/switch';
import { Tabs } from '../../parts/tabs';
import { toast } from '../../parts/toast';
import { Tooltip } from '../../parts/tooltip';
import { Case, Cases, Group, nothingHappens } from './group';
import css from './gallery.module.css';

const viewer = 'you are a viewer: ask a captain';

/** Everything that is pressed, typed into or chosen from. */
export function Controls() {
  return (
    <>
      <Group name="buttons" about="name the act; what cannot be done keeps its place and says why">
        <Buttons />
      </Group>
      <Group name="fields" about="label above, hint or error below">
        <Fields />
      </Group>
      <Group name="floating" about="opened by a press; Escape closes each with nothing done">
        <Floating />
      </Group>
    </>
  );
}

const Buttons = () => (
  <Cases>
    <Case state="plain, main, danger, link">
      <div className={css.row}>
        <Button>Lock pushes</Button>
        <Button kind="main">Push d5e2c77 to 10 hosts</Button>
        <Button kind="danger">Take out www-004</Button>
        <Button kind="link">Look at the report</Button>
      </div>
    </Case>
    <Case state="not now">
      <div className={css.row}>
        <Button whyNot={viewer}>Lock pushes</Button>
        <Button small whyNot={viewer}>
          Lock
        </Button>
      </div>
    </Case>
    <Case state="small">
      <div className={css.row}>
        <Button small>Acknowledge</Button>
        <Button small kind="main">
          Try again
        </Button>
      </div>
    </Case>
    <Case state="hold to confirm: at rest">
      <HoldButton
        label="Roll back 10 hosts to 4f2c91e"
        hint="hold 1 s"
        whyNot={null}
        onHeld={nothingHappens}
        onAsk={nothingHappens}
      />
    </Case>
    <Case state="hold to confirm: not now">
      <HoldButton
        label="Roll back 10 hosts to 4f2c91e"
        hint="hold 1 s"
        whyNot={viewer}
        onHeld={nothingHappens}
        onAsk={nothingHappens}
      />
    </Case>
  </Cases>
);

const hosts: readonly Choice[] = [
  { id: 'www-001', name: 'www-001', about: 'coordinator' },
  { id: 'www-002', name: 'www-002' },
  { id: 'chat-019', name: 'chat-019', about: 'no answer for 10 s' },
];

function Fields() {
  const [text, setText] = useState('5');
  const [host, setHost] = useState<string | null>('www-001');
  const [policy, setPolicy] = useState<string | null>('hold');
  const [on, setOn] = useState(true);
  const [days, setDays] = useState({ from: '2026-11-09', to: '2026-11-12' });
  const [tab, setTab] = useState('errors');
  const policies: readonly Choice[] = [
    { id: 'wait', name: 'wait' },
    { id: 'hold', name: 'hold', about: 'a person decides' },
    { id: 'fail', name: 'fail' },
  ];
  return (
    <Cases>
      <Case state="field, with a hint">
        <Field label="Limit, per s" value={text} onText={setText} hint="pushes above it are rolled back at once" />
      </Case>
      <Case state="field, wrong">
        <Field label="Limit, per s" value="five" onText={nothingHappens} error="a number is wanted here, such as 5" />
      </Case>
      <Case state="field, empty">
        <Field label="Reason" value="" placeholder="why, for who comes next" onText={nothingHappens} />
      </Case>
      <Case state="combo box">
        <ComboBox label="Coordinator" choices={hosts} chosen={host} onChosen={setHost} hint="holds the lock and the journal" />
      </Case>
      <Case state="combo box, wrong">
        <ComboBox label="Coordinator host" choices={hosts} chosen={null} onChosen={setHost} error="choose one of the hosts" />
      </Case>
      <Case state="select">
        <Select label="When data is missing" choices={policies} chosen={policy} onChosen={setPolicy} />
      </Case>
      <Case state="select, wrong">
        <Select
          label="When there is too little"
          choices={policies}
          chosen={null}
          onChosen={setPolicy}
          error="choose what happens then"
        />
      </Case>
      <Case state="switch: on, off, not now">
        <div>
          <Switch on={on} onChange={setOn}>
            Notify when a push ends
          </Switch>
        </div>
        <div>
          <Switch on={false} onChange={nothingHappens}>
            Start at login
          </Switch>
        </div>
        <div>
          <Switch on={false} onChange={nothingHappens} whyNot={viewer}>
            Freeze on Fridays
          </Switch>
        </div>
      </Case>
      <Case state="boxes to tick">
        <Check checked onChecked={nothingHappens}>
          Stage only
        </Check>
        <Check checked={false} onChecked={nothingHappens}>
          Override the freeze
        </Check>
      </Case>
      <Case state="date range">
        <DateRange label="Pushes from, to" days={days} onDays={setDays} latest="2026-11-12" />
      </Case>
      <Case state="date range, wrong">
        <DateRange label="Incidents from, to" days={null} onDays={setDays} error="the first day comes after the last" />
      </Case>
      <Case state="tabs">
        <Tabs
          label="Gauges"
          chosen={tab}
          onChosen={setTab}
          tabs={[
            { id: 'errors', name: 'php errors', panel: 'Over the limit twice in a row.' },
            { id: 'load', name: 'loadavg1', panel: 'Untouched hosts moved as much.' },
            { id: 'idle', name: 'cpu idle', panel: 'No change to be seen.' },
          ]}
        />
      </Case>
    </Cases>
  );
}

function Floating() {
  const [open, setOpen] = useState(false);
  return (
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
  );
}
