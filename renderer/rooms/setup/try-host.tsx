import { useState } from 'react';
import type { SetupAnswers } from '../../../shared/contract/setup';
import type { DoctorRow } from '../../../shared/contract/state';
import { Answer } from '../../frame/notices';
import { Button } from '../../parts/button';
import { RefusalNote } from '../../parts/refusal-note';
import { Timer } from '../../parts/time';
import { useAct } from '../../state/act';
import { useNow } from '../../state/clock';
import { useDesk } from '../../state/desk';
import { useWhyNot } from '../../state/rights';
import { AnswerField } from './answer-field';
import { DoctorTable } from './doctor-table';
import css from './setup-room.module.css';

const mostChoices = 50;

/** Dials one of the hosts as the answers say. What it asks on the way (a new key, a passphrase) is put at once: somebody waits for it. */
export function TryHost({ answers, hosts }: { answers: SetupAnswers; hosts: readonly string[] }) {
  const desk = useDesk();
  const now = useNow();
  const act = useAct();
  const captain = useWhyNot('captain');
  const [typed, setTyped] = useState<string | null>(null);
  const [trying, setTrying] = useState<{ readonly host: string; readonly since: number } | null>(null);
  const [row, setRow] = useState<DoctorRow | null>(null);
  const [later, setLater] = useState<string | null>(null);

  const host = typed !== null && typed !== '' ? typed : (hosts[0] ?? '');
  const known = hosts.includes(host);
  const whyNot =
    captain ?? (act.busy ? `${trying?.host ?? host} is being tried` : hosts.length === 0 ? 'no host is named yet' : null);
  const question = trying ? desk?.questions.find((one) => one.host === trying.host) : undefined;

  const run = async () => {
    setTrying({ host, since: now });
    setRow(null);
    await act.run(async (rpc, key, signal) => setRow((await rpc.setup.try({ key, answers, host }, { signal })).row));
    setTrying(null);
  };

  return (
    <>
      <div className={css.try}>
        <AnswerField
          path="try"
          label="Host"
          value={typed ?? hosts[0] ?? ''}
          onText={setTyped}
          hint="any one of them; the directory is made there if it is missing, nothing else is changed"
          fault={
            hosts.length > 0 && !known
              ? { line: 1, column: 1, path: 'try', text: host, message: `${host} is none of the hosts above`, hint: hosts[0] ?? '' }
              : null
          }
          onLeave={() => undefined}
          choices={hosts.slice(0, mostChoices)}
          exact
        />
        <Button whyNot={whyNot ?? (known ? null : 'it is none of the hosts above')} onClick={() => void run()}>
          {host === '' ? 'Try a host' : `Try ${host}`}
        </Button>
      </div>
      <div role="status">
        {trying && (
          <p className="mid">
            {question ? `${trying.host} waits for an answer` : `Dialling ${trying.host}`},{' '}
            <Timer from={trying.since} endedAt={null} />
            {question?.id === later && later !== null && (
              <>
                {' '}
                <Button small onClick={() => setLater(null)}>
                  Answer it
                </Button>
              </>
            )}
          </p>
        )}
      </div>
      {question && question.id !== later && <Answer key={question.id} question={question} onClose={() => setLater(question.id)} />}
      <RefusalNote refusal={act.refusal} onDismiss={act.clear} />
      {row && <DoctorTable row={row} />}
    </>
  );
}
