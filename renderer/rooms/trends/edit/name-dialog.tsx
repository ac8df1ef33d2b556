import { useState } from 'react';
import { Button } from '../../../parts/button';
import { Dialog } from '../../../parts/dialog';
import { Field } from '../../../parts/field';

interface Props {
  readonly title: string;
  /** What the field is called. */
  readonly label?: string;
  /** What the name is at first. */
  readonly name: string;
  /** The button that does it. */
  readonly act: string;
  readonly children?: string;
  /** What is wrong with a name; null: nothing. */
  readonly faultOf: (name: string) => string | null;
  readonly onClose: () => void;
  readonly onName: (name: string) => void;
}

/** Asks for the name of a dashboard, or of a row of one. */
export function NameDialog({ title, label = 'Name', name: first, act, children, faultOf, onClose, onName }: Props) {
  const [name, setName] = useState(first);
  const [tried, setTried] = useState(false);
  const fault = faultOf(name.trim());
  const take = () => {
    setTried(true);
    if (fault === null) onName(name.trim());
  };
  return (
    <Dialog
      title={title}
      onClose={onClose}
      acts={
        <>
          <Button onClick={onClose}>Leave it</Button>
          <Button kind="main" whyNot={fault} onClick={take}>
            {act}
          </Button>
        </>
      }
    >
      {children && <p>{children}</p>}
      <Field
        label={label}
        focusFirst
        value={name}
        maxLength={64}
        onText={setName}
        error={tried || name !== first ? fault : null}
        onFocus={(event) => event.target.select()}
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return;
          event.preventDefault();
          take();
        }}
      />
    </Dialog>
  );
}
