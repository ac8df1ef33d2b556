import { useEffect, useState } from 'react';
import type { Question } from '../../shared/contract/state';
import { Button } from '../parts/button';
import { Dialog } from '../parts/dialog';
import { Check, Field } from '../parts/field';
import { count } from '../../shared/format/words';
import { Mark } from '../parts/mark';
import { RefusalNote } from '../parts/refusal-note';
import { useAct } from '../state/act';
import { useRoute } from '../router';
import { useDesk } from '../state/desk';
import { useWhyNot } from '../state/rights';
import css from './notices.module.css';

/** Questions that do not open by themselves again: beyond this component, which goes with each visit to the wall. */
const putOff = new Set<string>();

/** What the engine wants from a person apart from the push: a broken edit of the configuration, a history that cannot be written, questions about keys. */
export function Notices() {
  const desk = useDesk();
  const [asked, setAsked] = useState<string | null>(null);
  const whyNot = useWhyNot('captain');
  const route = useRoute();
  const open = desk?.questions.find((one) => one.id === asked);
  // Who may not answer is not interrupted; the setup puts the questions of the host that it tries itself.
  const mayAsk = desk !== null && !open && whyNot === null && route.room !== 'setup';
  useEffect(() => {
    if (!mayAsk) return;
    // Once what was drawn with it is there: it may be a dialog.
    const soon = setTimeout(() => {
      if (document.querySelector('[role="dialog"], [role="alertdialog"]')) return;
      const first = desk.questions.find((one) => !putOff.has(one.id));
      if (first) setAsked(first.id);
    });
    return () => clearTimeout(soon);
  }, [mayAsk, desk]);
  if (!desk) return null;
  const fault = desk.config.faults[0];
  const { historyFault } = desk.desk;
  const question = desk.questions[0];
  const close = () => {
    // All that wait now are put off with it: a fleet of new keys is not a row of dialogs.
    for (const one of desk.questions) putOff.add(one.id);
    setAsked(null);
  };
  return (
    <>
      {fault && (
        <div className={css.notice}>
          <Mark name="warn" />
          <p>
            <b>
              {desk.config.path?.split('/').at(-1) ?? 'The configuration'}, line {fault.line}: {fault.message}
            </b>{' '}
            {fault.text && <span className="rev">{fault.text}</span>} {fault.hint}{' '}
            <span className="mid">
              The configuration from before stays in force
              {desk.config.faults.length > 1 ? `; ${desk.config.faults.length - 1} more faults` : ''}.
            </span>
          </p>
        </div>
      )}
      {historyFault !== null && (
        <div className={css.notice} role="alert">
          <Mark name="crit" />
          <p>
            <b>What happens now is lost when Capstan stops.</b> {historyFault}{' '}
            <span className="mid">Until then it is kept in memory, and pushing and rolling back work as always.</span>
          </p>
        </div>
      )}
      {question && (
        <div className={css.notice}>
          <Mark name="warn" />
          <p>
            <b>{question.text}</b>{' '}
            {desk.questions.length > 1 && (
              <span className="mid">{count(desk.questions.length - 1, 'more question')} after it.</span>
            )}
          </p>
          <Button small onClick={() => setAsked(question.id)}>
            {question.kind === 'passphrase' ? 'Give the passphrase' : 'Look at the key'}
          </Button>
        </div>
      )}
      {open && <Answer key={open.id} question={open} onClose={close} />}
    </>
  );
}

/** Puts one question to the person: a dialog that is there until it is answered or put off. */
export function Answer({ question, onClose }: { question: Question; onClose: () => void }) {
  const act = useAct();
  const whyNot = useWhyNot('captain');
  const [secret, setSecret] = useState('');
  const [remember, setRemember] = useState(false);
  const answer = async (accept: boolean) => {
    const done = await act.run((rpc, key, signal) =>
      rpc.fleet.answer(
        { key, question: question.id, accept, secret: accept && question.kind === 'passphrase' ? secret : null, remember },
        { signal },
      ),
    );
    if (done) onClose();
  };
  const busy = act.busy ? 'it is being sent' : whyNot;
  if (question.kind === 'passphrase') {
    return (
      <Dialog
        title={`Passphrase for ${question.host}`}
        onClose={onClose}
        acts={
          <>
            <Button onClick={onClose}>Not now</Button>
            <Button kind="main" whyNot={busy ?? (secret ? null : 'it is empty')} onClick={() => void answer(true)}>
              Unlock the key
            </Button>
          </>
        }
      >
        <p>
          {question.text}{' '}
          {remember
            ? 'What you give is kept in the engine’s memory, and sealed by this machine’s keychain for the next time.'
            : 'What you give is kept in the engine’s memory until it ends, and written nowhere.'}
        </p>
        <Field
          label="Passphrase"
          type="password"
          focusFirst
          value={secret}
          onText={setSecret}
          onKeyDown={(event) => event.key === 'Enter' && secret && !busy && void answer(true)}
        />
        {question.canRemember && (
          <Check checked={remember} onChecked={setRemember}>
            Remember on this machine
          </Check>
        )}
        {question.whyNotRemember !== null && <p className="mid">{question.whyNotRemember}</p>}
        <RefusalNote refusal={act.refusal} onDismiss={act.clear} />
      </Dialog>
    );
  }
  return (
    <Dialog
      title={`Trust the key of ${question.host}?`}
      onClose={onClose}
      acts={
        <>
          <Button focusFirst onClick={onClose}>
            Not now
          </Button>
          <Button whyNot={busy} onClick={() => void answer(false)}>
            Refuse it
          </Button>
          <Button kind="main" whyNot={busy} onClick={() => void answer(true)}>
            Trust this key
          </Button>
        </>
      }
    >
      <p>{question.text}</p>
      <p>
        Compare it with what the host itself says (on its console:{' '}
        <span className="rev">ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub</span>). A key that does not match is another
        machine.
      </p>
      <p className={css.fingerprint}>
        {question.keyType && <span className="dim">{question.keyType} </span>}
        <span className="rev">{question.fingerprint}</span>
      </p>
      <RefusalNote refusal={act.refusal} onDismiss={act.clear} />
    </Dialog>
  );
}
