import { useState } from 'react';
import type { HostsDone } from '../../../shared/contract/fleet';
import type { DeskState, DoctorRow, SourceRow } from '../../../shared/contract/state';
import { count, list, short } from '../../../shared/format/words';
import { ActionButton } from '../../actions/action-button';
import { useOffer } from '../../actions/registry';
import type { Rpc } from '../../client';
import { RefusalNote } from '../../parts/refusal-note';
import { Timer } from '../../parts/time';
import { useAct } from '../../state/act';
import { useDeskStore } from '../../state/desk';
import { useWhyNot } from '../../state/rights';
import { DoctorPanel } from './doctor-panel';
import { DoneNote, type Done } from './done-note';
import type { HostRow } from './host-rows';
import { TakeOutDialog } from './take-out-dialog';
import { hostsInWords, targetsOf } from './targets';
import css from './acts.module.css';

interface Props {
  readonly desk: DeskState;
  readonly rows: readonly HostRow[];
  readonly chosen: ReadonlySet<string>;
  /** Chosen hosts that the filter hides: the acts mean them too. */
  readonly hidden?: number;
}

/** The engine's time, for what began just now. */
const engineNow = () => Date.now() + useDeskStore.getState().offsetMs;

/** What can be done with the chosen hosts, what is being done, and what became of it: host by host where it failed. */
export function Acts({ desk, rows, chosen, hidden = 0 }: Props) {
  const captain = useWhyNot('captain');
  const responder = useWhyNot('responder');
  const viewer = useWhyNot('viewer');
  const act = useAct();
  const [doing, setDoing] = useState<{ words: string; since: number } | null>(null);
  const [done, setDone] = useState<Done | null>(null);
  const [examined, setExamined] = useState<{
    readonly rows: readonly DoctorRow[];
    readonly sources: readonly SourceRow[];
    readonly at: number;
  } | null>(null);
  const [taking, setTaking] = useState<readonly string[] | null>(null);
  const targets = targetsOf(desk, rows, chosen);
  const busy = doing ? 'something is being done already' : null;
  const { version } = desk;

  /** Does it once, shows since when it is under way, and keeps what it answered. True: it was done. */
  const perform = async <Answer,>(
    words: string,
    ask: (rpc: Rpc, key: string, signal: AbortSignal) => Promise<Answer>,
    tell: (answer: Answer) => void,
  ) => {
    setDoing({ words, since: engineNow() });
    setDone(null);
    let answer: { readonly is: Answer } | null = null;
    const ok = await act.run(async (rpc, key, signal) => (answer = { is: await ask(rpc, key, signal) }));
    setDoing(null);
    // The compiler does not see that the callback has set it.
    const given = answer as { readonly is: Answer } | null;
    if (ok && given) tell(given.is);
    return ok;
  };
  const told = (words: (hosts: string) => string) => (answer: HostsDone) =>
    setDone({ sentence: words(count(answer.hosts, 'host')), failed: answer.failed });

  const { converge, takeOut, putBack, prune, doctor } = targets;
  useOffer('fleet.converge', {
    label: converge.label,
    whyNot: captain ?? busy ?? converge.whyNot,
    run: () =>
      void perform(
        converge.label.replace('Bring', 'Bringing'),
        (rpc, key, signal) => rpc.push.converge({ key, version, hosts: [...converge.hosts] }, { signal }),
        (answer) => {
          const release = desk.recent.find((push) => push.state === 'done')?.release ?? '';
          const left = answer.leftOut.length > 0 ? ` Left out, being out of service: ${list(answer.leftOut)}.` : '';
          setDone({ sentence: `${count(answer.hosts, 'host')} brought to ${short(release)}.${left}`, failed: answer.failed });
        },
      ),
  });
  useOffer('fleet.takeOut', {
    label: takeOut.label,
    whyNot: responder ?? busy ?? takeOut.whyNot,
    run: () => setTaking(takeOut.hosts),
  });
  useOffer('fleet.putBack', {
    label: putBack.label,
    whyNot: captain ?? busy ?? putBack.whyNot,
    run: () =>
      void perform(
        `Putting ${hostsInWords(putBack.hosts)} back into service`,
        (rpc, key, signal) => rpc.fleet.putBack({ key, hosts: [...putBack.hosts] }, { signal }),
        told((hosts) => `${hosts} back in service.`),
      ),
  });
  useOffer('fleet.prune', {
    label: prune.label,
    whyNot: captain ?? busy ?? prune.whyNot,
    run: () =>
      void perform(
        `Removing old releases from ${hostsInWords(prune.hosts)}`,
        (rpc, key, signal) => rpc.fleet.prune({ key, hosts: [...prune.hosts] }, { signal }),
        (answer) =>
          setDone({
            sentence: `${count(answer.removed, 'old release')} removed from ${count(answer.hosts, 'host')}.`,
            failed: answer.failed,
          }),
      ),
  });
  useOffer('fleet.doctor', {
    label: doctor.label,
    whyNot: viewer ?? busy ?? doctor.whyNot,
    run: () =>
      void perform(
        doctor.label.replace('Examine', 'Examining'),
        (rpc, _key, signal) => {
          const of = { hosts: [...doctor.hosts] };
          return Promise.all([rpc.fleet.doctor(of, { signal }), rpc.fleet.sources(of, { signal })]);
        },
        ([found, sources]) => setExamined({ rows: found, sources, at: engineNow() }),
      ),
  });

  const takeOutNow = (hosts: readonly string[], reason: string) => {
    setTaking(null);
    void perform(
      `Taking ${hostsInWords(hosts)} out of service`,
      (rpc, key, signal) => rpc.fleet.takeOut({ key, hosts: [...hosts], reason }, { signal }),
      told((of) => `${of} out of service.`),
    );
  };

  return (
    <>
      <div className={css.acts} role="group" aria-label="Acts on hosts">
        {(['fleet.converge', 'fleet.takeOut', 'fleet.putBack', 'fleet.prune', 'fleet.doctor'] as const).map((id) => (
          <ActionButton key={id} id={id} small />
        ))}
        <span role="status" className={css.chosen}>
          {doing
            ? doing.words
            : chosen.size > 0 && rows.length > 1
              ? `${count(chosen.size, 'host')} chosen${hidden > 0 ? `, ${hidden} of them not shown` : ''}`
              : ''}
        </span>
        {doing && (
          <span className="dim">
            <Timer from={doing.since} endedAt={null} />
          </span>
        )}
      </div>
      <div className={css.notes}>
        <RefusalNote refusal={act.refusal} onDismiss={act.clear} onLookAgain={act.clear} />
        <DoneNote done={done} onDismiss={() => setDone(null)} />
      </div>
      {examined && <DoctorPanel {...examined} onClose={() => setExamined(null)} />}
      {taking && (
        <TakeOutDialog hosts={taking} onTakeOut={(reason) => takeOutNow(taking, reason)} onClose={() => setTaking(null)} />
      )}
    </>
  );
}
