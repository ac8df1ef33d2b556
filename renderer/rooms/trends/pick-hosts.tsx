import { useMemo, useState } from 'react';
import { ListBox, ListBoxItem, type Selection } from 'react-aria-components';
import { mostPicked } from '../../../shared/contract/trends';
import { count } from '../../../shared/format/words';
import { Button } from '../../parts/button';
import { cx } from '../../parts/cx';
import { Dialog } from '../../parts/dialog';
import { Field } from '../../parts/field';
import { useDeskStore } from '../../state/desk';
import css from './pick-hosts.module.css';

interface Props {
  /** Of the panel. */
  readonly title: string;
  readonly picked: readonly string[];
  readonly onClose: () => void;
  readonly onPicked: (hosts: readonly string[]) => void;
}

interface Entry {
  readonly id: string;
  readonly type: string;
}

/** More than this nobody walks through: typing finds the others. */
const mostListed = 200;

/** Asks which hosts a panel shows, a line each. Those that are picked stand first, so that they can be let go. */
export function PickHosts({ title, picked, onClose, onPicked }: Props) {
  const types = useDeskStore((store) => store.held?.desk.types);
  const [text, setText] = useState('');
  // A host that has left the fleet since could not be let go.
  const [chosen, setChosen] = useState<ReadonlySet<string>>(
    () => new Set(picked.filter((host) => types?.some(({ hosts }) => hosts.includes(host)))),
  );
  const all = useMemo(
    () =>
      (types ?? [])
        .flatMap(({ name, hosts }) => hosts.map((id): Entry => ({ id, type: name })))
        .sort((a, b) => Number(picked.includes(b.id)) - Number(picked.includes(a.id)) || byName(a.id, b.id)),
    [types, picked],
  );
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const found = all.filter(({ id, type }) => words.every((word) => `${id} ${type}`.toLowerCase().includes(word)));
  const listed = found.slice(0, mostListed);
  const tooMany = chosen.size > mostPicked ? `${mostPicked} at most: more lines cannot be told apart` : null;
  const take = (selection: Selection) => {
    const here = selection === 'all' ? listed.map(({ id }) => id) : [...selection].map(String);
    const elsewhere = [...chosen].filter((id) => !listed.some((one) => one.id === id));
    setChosen(new Set([...elsewhere, ...here]));
  };
  return (
    <Dialog
      title={`Hosts of ${title}`}
      onClose={onClose}
      acts={
        <>
          <Button onClick={onClose}>Leave it</Button>
          <Button kind="main" whyNot={tooMany} onClick={() => onPicked([...chosen])}>
            {chosen.size === 0 ? 'Show all hosts' : `Show ${count(chosen.size, 'host')}`}
          </Button>
        </>
      }
    >
      <Field
        label="Find"
        focusFirst
        value={text}
        onText={setText}
        hint="A part of a name or a type."
        error={tooMany && `${tooMany}.`}
      />
      <ListBox
        aria-label="Hosts"
        className={cx(css.list)}
        selectionMode="multiple"
        selectionBehavior="toggle"
        escapeKeyBehavior="none"
        items={listed}
        selectedKeys={chosen}
        onSelectionChange={take}
        renderEmptyState={() => <p className="dim small">No host by this name.</p>}
      >
        {({ id, type }) => (
          <ListBoxItem id={id} textValue={id} className={cx(css.host)}>
            <i aria-hidden="true" className={css.box} />
            <span className="clip">{id}</span> <span className="dim small clip">{type}</span>
          </ListBoxItem>
        )}
      </ListBox>
      <p className="dim small" role="status">
        {chosen.size > 0 ? `${count(chosen.size, 'host')} picked. ` : 'None is picked: all are shown. '}
        {found.length > listed.length && `${found.length - listed.length} more are found by typing.`}
      </p>
    </Dialog>
  );
}

const byName = (a: string, b: string): number => a.localeCompare(b, 'en', { numeric: true });
