import { useState } from 'react';
import { count, list } from '../../../shared/format/words';
import { Button } from '../../parts/button';
import { Dialog } from '../../parts/dialog';
import { Field } from '../../parts/field';
import { hostsInWords } from './targets';

const mostNamed = 12;

interface Props {
  readonly hosts: readonly string[];
  readonly onTakeOut: (reason: string) => void;
  readonly onClose: () => void;
}

/** Asks why before hosts are taken out of service: the reason stands on each of them, for everybody who wonders. */
export function TakeOutDialog({ hosts, onTakeOut, onClose }: Props) {
  const [reason, setReason] = useState('');
  const missing = reason.trim() === '' ? 'it needs a reason' : null;
  const shown = hosts.slice(0, mostNamed);
  const more = hosts.length - shown.length;
  const words = hostsInWords(hosts);
  const send = () => {
    if (missing === null) onTakeOut(reason.trim());
  };
  return (
    <Dialog
      title={`Take ${words} out of service?`}
      onClose={onClose}
      acts={
        <>
          <Button onClick={onClose}>Leave {hosts.length === 1 ? 'it' : 'them'} in</Button>
          <Button kind="main" whyNot={missing} onClick={send}>
            Take {words} out
          </Button>
        </>
      }
    >
      {hosts.length > 1 && <p className="prose">{list(more > 0 ? [...shown, count(more, 'more', 'more')] : shown)}.</p>}
      <p>
        {hosts.length === 1 ? 'It is' : 'They are'} drained where the type has a command for it, and every push from every desk
        leaves {hosts.length === 1 ? 'it' : 'them'} out until a captain puts {hosts.length === 1 ? 'it' : 'them'} back. A rollback
        still acts there.
      </p>
      <Field
        label="Reason, shown at every desk"
        focusFirst
        maxLength={500}
        value={reason}
        onText={setReason}
        onKeyDown={(event) => event.key === 'Enter' && send()}
      />
    </Dialog>
  );
}
