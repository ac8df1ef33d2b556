import { useMemo, useState, useSyncExternalStore } from 'react';
import { Autocomplete, Dialog, Input, ListBox, ListBoxItem, Modal, ModalOverlay, TextField } from 'react-aria-components';
import { formatKeys } from '../../shared/actions/keys';
import { useDesk } from '../state/desk';
import { entries, type Entry } from './entries';
import { find } from './find';
import { isMac } from './platform';
import { actionsVersion, onActions } from './registry';
import { recentIds, rememberChoice } from './recent';
import css from './palette.module.css';

/** Everything that can be done, found by a few letters; what was used last comes first. What cannot be done now says why. */
export function Palette({ onClose }: { onClose: () => void }) {
  const desk = useDesk();
  const version = useSyncExternalStore(onActions, actionsVersion);
  const [typed, setTyped] = useState('');
  // An action may be offered otherwise while the palette is open: its words must be those of now.
  const all = useMemo(() => entriesOf(desk, version), [desk, version]);
  const recent = useMemo(() => recentIds(), []);
  const found = useMemo(() => find(all, typed, recent), [all, typed, recent]);

  const choose = (entry: Entry | undefined) => {
    if (!entry || entry.whyNot !== null) return;
    rememberChoice(entry.id);
    onClose();
    // After the focus went back to where it was: what is opened now must find it there.
    setTimeout(entry.run, 0);
  };

  return (
    <ModalOverlay isOpen isDismissable onOpenChange={(open) => !open && onClose()} className={css.overlay ?? ''}>
      <Modal className={css.modal ?? ''}>
        <Dialog className={css.dialog ?? ''} aria-label="All actions">
          <Autocomplete inputValue={typed} onInputChange={setTyped}>
            {/* eslint-disable-next-line jsx-a11y/no-autofocus -- it was opened in order to type into it */}
            <TextField aria-label="Find an action, a host, a push or a commit" autoFocus className={css.field ?? ''}>
              <Input
                role="combobox"
                aria-expanded
                aria-haspopup="listbox"
                className={css.input ?? ''}
                placeholder="Find an action, a host, a push or a commit"
              />
            </TextField>
            <ListBox
              aria-label="What can be done"
              className={css.list ?? ''}
              items={found}
              dependencies={[found]}
              onAction={(id) => choose(found.find((entry) => entry.id === id))}
              renderEmptyState={() => (
                <p className={css.none}>Nothing is called that. Try another word, such as “undo” or a host’s name.</p>
              )}
            >
              {(entry) => (
                <ListBoxItem id={entry.id} textValue={entry.label} isDisabled={entry.whyNot !== null} className={css.item ?? ''}>
                  <span className={css.label}>{entry.label}</span>
                  <span className={css.about}>{entry.whyNot === null ? entry.about : `not now: ${entry.whyNot}`}</span>
                  {entry.keys && <kbd className={css.keys}>{formatKeys(entry.keys, isMac)}</kbd>}
                </ListBoxItem>
              )}
            </ListBox>
          </Autocomplete>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

/** `_version`: entries are read from a registry that is not React's, and are made anew when it counts on. */
const entriesOf = (desk: Parameters<typeof entries>[0], _version: number) => entries(desk);
