import { useEffect, useState } from 'react';
import type { DeskState, Plan } from '../../../shared/contract/state';
import { ActionButton } from '../../actions/action-button';
import { useOffer } from '../../actions/registry';
import { Button } from '../../parts/button';
import { count, formatNumber, short } from '../../../shared/format/words';
import { Duration } from '../../parts/duration';
import { Person } from '../../parts/person';
import { RefusalNote } from '../../parts/refusal-note';
import { Revision } from '../../parts/revision';
import { ErrorState, Skeleton } from '../../parts/states';
import { go } from '../../router';
import { useAct } from '../../state/act';
import { useQuery } from '../../state/query';
import { useWhyNot } from '../../state/rights';
import { PlanDetails } from './plan-details';
import { PlanWarnings } from './plan-warnings';
import { overrides, whyNotYet, type Agreed } from './start-push';
import css from './plan-view.module.css';

const leave = () => go({ room: 'push', plan: null });

/** The plan of one revision: what would happen, what speaks against it, and the act that starts it. Looking touches nothing. */
export function PlanView({ revision, desk }: { revision: string; desk: DeskState }) {
  const { data, refusal, again } = useQuery(`plan ${revision}`, (rpc, signal) => rpc.push.plan({ revision }, { signal }));
  useEffect(() => {
    // Escape is the safe way out; where it has closed a dialog or cancelled a hold it has done its work.
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && !event.defaultPrevented) leave();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
  return (
    <section className={css.plan} aria-label={`Plan of ${revision}`}>
      {!data && !refusal && (
        <>
          <h2 className={css.title}>Planning {short(revision)}</h2>
          <p className="mid">
            The revision is resolved, every host is read, and the size of the rollback is worked out. Nothing is touched.
          </p>
          <Skeleton label={`Planning ${short(revision)}`} rows={6} />
        </>
      )}
      {!data && refusal && (
        <>
          <h2 className={css.title}>No plan for {revision}</h2>
          <ErrorState refusal={refusal} onAgain={again} againName="Plan it again" acts={<Button onClick={leave}>Leave</Button>} />
        </>
      )}
      {data && <Planned key={data.version} plan={data} desk={desk} again={again} />}
    </section>
  );
}

function Planned({ plan, desk, again }: { plan: Plan; desk: DeskState; again: () => void }) {
  const [agreed, setAgreed] = useState<Agreed>({ refusals: new Set(), irreversible: false, reason: '' });
  const act = useAct();
  const captain = useWhyNot('captain');
  const [first, ...rest] = plan.phases;
  const hosts = plan.phases.reduce((sum, phase) => sum + phase.hosts, 0);
  const unlock = desk.lock.state === 'held' && desk.lock.kind === 'kept';
  const taken =
    desk.lock.state === 'held' && !unlock && !desk.lock.ours ? `${desk.lock.by ?? 'another desk'} holds the push lock` : null;
  const whyNot = (act.busy ? 'it is being sent' : null) ?? captain ?? taken ?? whyNotYet(plan, agreed);

  const start = async () => {
    const done = await act.run((rpc, key, signal) =>
      rpc.push.start(
        { key, version: plan.version, revision: plan.revision, override: overrides(plan, agreed), reason: agreed.reason, unlock },
        { signal },
      ),
    );
    if (done) leave();
  };

  const further = rest.map((phase) => `, then ${formatNumber(phase.hosts)}`).join('');
  useOffer('push.start', {
    label: `${unlock ? 'Unlock and push' : 'Push'} ${short(plan.revision)} to ${count(first?.hosts ?? hosts, 'host')}${further}`,
    whyNot,
    run: () => void start(),
  });

  return (
    <>
      <h2 className={css.title}>
        Plan: <Revision of={plan.revision} /> on {count(hosts, 'host')}
      </h2>
      <p className="mid">
        <bdi>{plan.subject}</bdi>, <Person name={plan.author} />. {count(plan.commits.length, 'commit')} since{' '}
        <Revision of={plan.live ?? 'nothing'} />
        {plan.rollbackMs !== null && (
          <>
            ; taking it back would take{' '}
            <b>
              about <Duration ms={plan.rollbackMs} />
            </b>
          </>
        )}
        .
      </p>
      <PlanWarnings plan={plan} agreed={agreed} onAgree={setAgreed} />
      <div className={css.acts}>
        <ActionButton id="push.start" kind="main" />
        <Button onClick={leave}>Leave</Button>
        <span className="dim">
          {whyNot ?? `decided on r${plan.version}`}
          {!whyNot && desk.version !== plan.version && (
            <>
              , it is r{desk.version} now:{' '}
              <Button small kind="link" onClick={again}>
                look again
              </Button>
            </>
          )}
        </span>
      </div>
      <RefusalNote refusal={act.refusal} onDismiss={act.clear} onLookAgain={again} />
      <PlanDetails plan={plan} />
    </>
  );
}
