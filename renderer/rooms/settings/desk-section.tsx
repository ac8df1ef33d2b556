import { useMemo } from 'react';
import type { Preferences } from '../../../shared/contract/settings';
import { formatBytes } from '../../../shared/format/bytes';
import { formatTime, formatUtc } from '../../../shared/format/words';
import { ComboBox } from '../../parts/combo-box';
import { RefusalNote } from '../../parts/refusal-note';
import { Select } from '../../parts/select';
import { SectionHead } from '../../parts/section-head';
import { Switch } from '../../parts/switch';
import { useAct } from '../../state/act';
import { useLocalNow } from '../../state/clock';
import { useDesk } from '../../state/desk';
import { setPreference, usePreference } from '../../state/preferences';
import { useWhyNot } from '../../state/rights';
import css from './desk-section.module.css';

/** What this person prefers on this machine, and what this desk does by itself. */
export function DeskSection() {
  return (
    <div className={css.section}>
      <section aria-labelledby="look">
        <SectionHead id="look" title="Look" about="kept on this machine, in this browser or app" />
        <Look />
      </section>
      <section aria-labelledby="told">
        <SectionHead id="told" title="Notifications and start" about="kept by this desk; the desktop app acts on them" />
        <Told />
      </section>
    </div>
  );
}

const themes = [
  { id: 'system', name: 'The system’s' },
  { id: 'light', name: 'Light' },
  { id: 'dark', name: 'Dark' },
] as const;

function Look() {
  const theme = usePreference('theme');
  const units = usePreference('units');
  const zone = usePreference('zone');
  const keys = usePreference('single-keys');
  const zones = useMemo(() => zoneChoices(), []);
  const sample = 4_300_000_000;
  return (
    <div className={css.fields}>
      <Select
        label="Theme"
        chosen={theme}
        choices={themes}
        onChosen={(id) => {
          const found = themes.find((one) => one.id === id);
          if (found) setPreference('theme', found.id);
        }}
      />
      <Select
        label="Units"
        chosen={units}
        hint={`Free space reads ${formatBytes(sample)}.`}
        choices={[
          { id: 'binary', name: 'Of 1,024: KiB, MiB, GiB' },
          { id: 'decimal', name: 'Of 1,000: kB, MB, GB' },
        ]}
        onChosen={(id) => setPreference('units', id === 'decimal' ? 'decimal' : 'binary')}
      />
      <div className={css.zone}>
        <ComboBox
          label="Time zone"
          choices={zones}
          chosen={zone}
          onChosen={(id) => {
            if (id !== null) setPreference('zone', id);
          }}
        />
        <Clock />
      </div>
      <Switch on={keys === 'on'} onChange={(on) => setPreference('single-keys', on ? 'on' : 'off')}>
        Shortcuts of single keys, such as <kbd>g</kbd> <kbd>p</kbd> for the push room. Off helps who speaks to the machine.
      </Switch>
    </div>
  );
}

function Clock() {
  const now = useLocalNow();
  return (
    <p className="dim small">
      The clock reads {formatTime(now)}, that is {formatUtc(now)}.
    </p>
  );
}

function zoneChoices() {
  const here = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  const known = Intl.supportedValuesOf('timeZone').filter((name) => name !== 'UTC');
  return [
    { id: 'local', name: `Of this machine (${here})` },
    { id: 'UTC', name: 'UTC' },
    ...known.map((name) => ({ id: name, name: name.replaceAll('_', ' ') })),
  ];
}

type Kind = keyof Preferences['notify'];

const kinds: readonly (readonly [Kind, string])[] = [
  ['rolledBack', 'A push was rolled back'],
  ['held', 'A push is held and needs you'],
  ['done', 'A push is done'],
  ['critical', 'A check went critical'],
];

function Told() {
  const preferences = useDesk()?.preferences;
  const right = useWhyNot('captain');
  const act = useAct();
  if (!preferences) return null;
  const whyNot = right ?? (act.busy ? 'it is being kept' : null);
  const isApp = !location.protocol.startsWith('http');
  const prefer = (next: { notify?: Partial<Record<Kind, boolean>>; launchAtLogin?: boolean }) =>
    void act.run((rpc, key, signal) => rpc.settings.prefer({ key, ...next }, { signal }));
  return (
    <div className={css.switches}>
      {!isApp && (
        <p className="mid">
          You look at this in a browser. The desktop app of this desk tells you these, and starts with your login.
        </p>
      )}
      {kinds.map(([kind, words]) => (
        <Switch
          key={kind}
          on={preferences.notify[kind]}
          whyNot={right}
          onChange={(on) => whyNot === null && prefer({ notify: { [kind]: on } })}
        >
          {words}
        </Switch>
      ))}
      <Switch on={preferences.launchAtLogin} whyNot={right} onChange={(on) => whyNot === null && prefer({ launchAtLogin: on })}>
        Start the desktop app when I log in
      </Switch>
      <RefusalNote refusal={act.refusal} onDismiss={act.clear} />
    </div>
  );
}
