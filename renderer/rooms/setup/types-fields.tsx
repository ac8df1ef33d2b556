import type { SetupAnswers } from '../../../shared/contract/setup';
import type { ConfigFault } from '../../../shared/contract/state';
import { Button } from '../../parts/button';
import { AnswerField, fieldId } from './answer-field';
import { hostPreview } from './host-preview';
import css from './types-fields.module.css';

interface Props {
  readonly types: SetupAnswers['types'];
  readonly onTypes: (types: SetupAnswers['types']) => void;
  readonly faultAt: (path: string) => ConfigFault | null;
  readonly onLeave: (path: string) => void;
}

/** A line for each host type: its word, its hosts as names and ranges, and what they come to while one types. */
export function TypesFields({ types, onTypes, faultAt, onLeave }: Props) {
  const change = (index: number, part: Partial<SetupAnswers['types'][number]>) =>
    onTypes(types.map((type, at) => (at === index ? { ...type, ...part } : type)));
  const add = () => {
    onTypes([...types, { name: '', hosts: '' }]);
    // The field is there after the next drawing.
    setTimeout(() => document.getElementById(fieldId(`types.${types.length}.name`))?.focus());
  };
  const remove = (index: number) => {
    onTypes(types.filter((_, at) => at !== index));
    setTimeout(() => document.getElementById(fieldId(`types.${Math.max(0, index - 1)}.name`))?.focus());
  };
  return (
    <>
      {types.map((type, index) => (
        <div key={index} className={css.type} role="group" aria-label={`Host type ${index + 1}`}>
          <AnswerField
            path={`types.${index}.name`}
            label="Host type"
            value={type.name}
            onText={(name) => change(index, { name })}
            hint="a word for what they are"
            example="www"
            fault={faultAt(`types.${index}.name`)}
            onLeave={onLeave}
          />
          <AnswerField
            path={`types.${index}.hosts`}
            label="Hosts"
            value={type.hosts}
            onText={(hosts) => change(index, { hosts })}
            hint={hostPreview(type.hosts) || 'names or ranges, with commas between; a port after a colon'}
            example="www[01-12].example.com"
            fault={faultAt(`types.${index}.hosts`)}
            onLeave={onLeave}
            exact
          />
          <Button
            small
            kind="link"
            className={css.remove}
            whyNot={types.length === 1 ? 'a fleet has at least one host type' : null}
            onClick={() => remove(index)}
            aria-label={`Remove host type ${type.name || index + 1}`}
          >
            Remove
          </Button>
        </div>
      ))}
      <Button small className={css.add} onClick={add}>
        Add a host type
      </Button>
    </>
  );
}
