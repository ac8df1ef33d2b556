import type { Plain } from '../../../shared/contract/settings';
import type { ConfigFault } from '../../../shared/contract/state';
import { Button } from '../../parts/button';
import { Field } from '../../parts/field';
import { Mark } from '../../parts/mark';
import { SectionHead } from '../../parts/section-head';
import { duration, instant, phasesOf, pushGroups, share, type FieldInfo } from '../../config-draft/checks';
import { faultAt, faultOf, sentenceOf } from '../../config-draft/faults';
import { change } from '../../config-draft/draft-store';
import { FormField } from './form-field';
import { textOf, typed, withField, type Group } from '../../config-draft/plain';
import css from './push-section.module.css';

interface Props {
  readonly push: Group;
  readonly faults: readonly ConfigFault[];
  readonly readOnly: boolean;
}

/** How a push goes: its phases, and what it does where something is not as it should be. */
export function PushSection({ push, faults, readOnly }: Props) {
  const put = (path: readonly string[], value: Plain | undefined) =>
    change((working) => ({ ...working, push: withField(working.push, path, value) }));
  const errorOf = (info: FieldInfo): string | null => {
    const fault = faultAt(faults, ['push', ...info.path]);
    return instant(info, push) ?? (fault && sentenceOf(fault));
  };
  return (
    <div className={css.section}>
      <Phases push={push} faults={faults} readOnly={readOnly} />
      <div className={css.groups}>
        {pushGroups.map(({ title, fields }) => (
          <section key={title} aria-label={title}>
            <SectionHead title={title} />
            <div className={css.fields}>
              {fields.map((info) => (
                <FormField
                  key={info.path.join('.')}
                  info={info}
                  group={push}
                  onValue={put}
                  error={errorOf(info)}
                  readOnly={readOnly}
                />
              ))}
            </div>
          </section>
        ))}
      </div>
    </div>
  );
}

function Phases({ push, faults, readOnly }: Props) {
  const phases = phasesOf(push);
  const locked = readOnly ? 'the file is not to be changed' : null;
  const isUsual = push['phases'] === undefined;
  const set = (next: readonly Group[]) => change((working) => ({ ...working, push: { ...working.push, phases: next } }));
  const field = (index: number, key: 'hosts' | 'watch', text: string) =>
    set(phases.map((phase, at) => (at === index ? { ...phase, [key]: typed(text) ?? '' } : phase)));
  const errorOf = (index: number, key: 'hosts' | 'watch'): string | null => {
    const text = textOf(phases[index]?.[key]);
    const fault = faultAt(faults, ['push', 'phases', index, key]);
    return (key === 'hosts' ? share : duration)(text) ?? (fault && sentenceOf(fault));
  };
  const whole = faultOf(faults, ['push', 'phases']);
  return (
    <section aria-labelledby="phases">
      <SectionHead
        id="phases"
        title="Phases"
        about={`each has more hosts than the one before, the last has all${isUsual ? '; these are the usual ones' : ''}`}
      />
      <ol className={css.phases}>
        {phases.map((phase, index) => (
          <li key={index} className={css.phase}>
            <span className={css.number}>{index === 0 ? 'Canary' : `Phase ${index + 1}`}</span>
            <Field
              label="Hosts"
              aria-label={`Hosts of phase ${index + 1}`}
              value={textOf(phase['hosts'])}
              onText={(text) => field(index, 'hosts', text)}
              error={errorOf(index, 'hosts')}
              readOnly={readOnly}
            />
            <Field
              label="Watched for"
              aria-label={`Watch of phase ${index + 1}`}
              value={textOf(phase['watch'])}
              onText={(text) => field(index, 'watch', text)}
              error={errorOf(index, 'watch')}
              readOnly={readOnly}
            />
            <Button
              small
              kind="link"
              whyNot={locked ?? (phases.length === 1 ? 'a push has at least one phase' : null)}
              onClick={() => set(phases.filter((_, at) => at !== index))}
              aria-label={`Remove phase ${index + 1}`}
            >
              Remove
            </Button>
          </li>
        ))}
      </ol>
      {whole && (
        <p className={css.fault} role="status">
          <Mark name="crit" size={10} />
          <span>{sentenceOf(whole)}</span>
        </p>
      )}
      <Button
        small
        whyNot={locked}
        onClick={() => set([...phases.slice(0, -1), { hosts: '50%', watch: '5m' }, ...phases.slice(-1)])}
      >
        Add a phase before the last
      </Button>
    </section>
  );
}
