import { useState } from 'react';
import type { DeskState } from '../../../shared/contract/state';
import { isActive } from '../../../shared/push/push';
import { Button } from '../../parts/button';
import { formatNumber, nothing, short } from '../../../shared/format/words';
import type { HostCell } from '../../parts/host-cells';
import { State } from '../../parts/mark';
import { RefusalNote } from '../../parts/refusal-note';
import { Revision } from '../../parts/revision';
import { Age } from '../../parts/time';
import { usePanel } from '../../parts/use-panel';
import { useAct } from '../../state/act';
import { useWhyNot } from '../../state/rights';
import css from './host-panel.module.css';

const readLateMs = 30_000;

/** One host: what is linked, what runs, what it said last, and what can be done about it. */
export function HostPanel({ desk, cell, onClose }: { desk: DeskState; cell: HostCell; onClose: () => void }) {
  usePanel(onClose);
  const view = desk.hosts[cell.host];
  const { push, live, version } = desk;
  const row = push?.hosts.find((one) => one.host === cell.host);
  const active = push !== null && isActive(push.state);
  const captain = useWhyNot('captain');
  const responder = useWhyNot('responder');
  const act = useAct();
  const [said, setSaid] = useState<string | null>(null);
  const busy = act.busy ? 'it is being sent' : null;
  const off = !active && live.release !== null && view?.linked !== live.release;

  const takeOut = async () => {
    if (push && (await act.run((rpc, key, signal) => rpc.push.takeOut({ key, push: push.id, hosts: [cell.host] }, { signal }))))
      setSaid('Taken out of the push.');
  };
  const converge = async () => {
    if (await act.run((rpc, key, signal) => rpc.push.converge({ key, version, hosts: [cell.host] }, { signal })))
      setSaid('Being brought up.');
  };

  return (
    <div className={css.panel} role="group" aria-label={cell.host}>
      <div className={css.head}>
        <State name={cell.mark} plain>
          {cell.host}
        </State>
        <span className="mid">
          {cell.word}
          {row?.canary && ', canary'}
          {row?.shows && ', shows the regression'}
        </span>
        <Button small kind="link" onClick={onClose}>
          Close
        </Button>
      </div>
      <dl>
        <dt>Linked</dt>
        <dd>{view?.linked ? <Revision of={view.linked} /> : nothing}</dd>
        <dt>Running</dt>
        <dd>{view?.running ? <Revision of={view.running} /> : 'unproven'}</dd>
        <dt>Before the push</dt>
        <dd>{row?.previous ? <Revision of={row.previous} /> : nothing}</dd>
        <dt>Read</dt>
        <dd>{view?.readAt ? <Age at={view.readAt} lateAfterMs={readLateMs} /> : 'never'}</dd>
        <dt>Connection</dt>
        <dd>
          {view?.connection ?? 'not known'}
          {view?.latencyMs != null && `, ${formatNumber(view.latencyMs)} ms`}
        </dd>
      </dl>
      {(view?.error ?? row?.detail) && <p className={css.said}>{view?.error ?? row?.detail}</p>}
      <div className={css.acts}>
        {active && row && row.state !== 'left out' && (
          <Button small whyNot={busy ?? responder} onClick={() => void takeOut()}>
            Take {cell.host} out of {push.id}
          </Button>
        )}
        {off && live.release && (
          <Button small whyNot={busy ?? captain} onClick={() => void converge()}>
            Bring {cell.host} to {short(live.release)}
          </Button>
        )}
        <span role="status" className="mid">
          {said}
        </span>
      </div>
      <RefusalNote refusal={act.refusal} onDismiss={act.clear} onLookAgain={act.clear} />
    </div>
  );
}
