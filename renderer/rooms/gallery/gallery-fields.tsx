import { useState } from 'react';
import { ComboBox, type Choice } from '../../parts/combo-box';
import { DateRange } from '../../parts/date-range';
import { Check, Field } from '../../parts/field';
import { Select } from '../../parts/select';
import { Switch } from '../../parts/switch';
import { Tabs } from '../../parts/tabs';
import { Case, Cases, Group, nothingHappens } from './group';

const viewer = 'you are a viewer: ask a captain';
const hosts: readonly Choice[] = [
  { id: 'www-001', name: 'www-001', about: 'coordinator' },
  { id: 'www-002', name: 'www-002' },
  { id: 'chat-019', name: 'chat-019', about: 'no answer for 10 s' },
];

/** Everything that is typed into or chosen from. */
export function Fields() {
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
    <Group name="fields" about="label above, hint or error below">
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
    </Group>
  );
}
