import { useState } from 'react';
import type { RollbackOffer } from '../../shared/contract/state';
import { useOffer } from '../actions/registry';
import { Button } from '../parts/button';
import { Dialog } from '../parts/dialog';
import { count, list, short } from '../../shared/format/words';
import { HoldButton } from '../parts/hold-button';
import { RefusalNote } from '../parts/refusal-note';
import { useAct } from '../state/act';
import { useDesk } from '../state/desk';
import { useWhyNot } from '../state/rights';
import css from './rollback.module.css';

/** `Roll back 10 hosts to 4f2c91e`; where nothing was switched yet there is only something to stop. */
export const rollbackWords = (offer: RollbackOffer): string =>
  offer.hosts === 0
    ? `Stop ${offer.push}, no host changed`
    : `Roll back ${count(offer.hosts, 'host')}${offer.to ? ` to ${short(offer.to)}` : ' to what they had'}`;

/**
 * The one button that certainly works: one act, usable while a rollback runs, never refused as stale. It sends no version, only
 * the push. Where newer pushes would go with it, it asks first and names them.
 */
export function Rollback() {
  const desk = useDesk();
  const offer = desk?.rollback ?? null;
  const known = desk !== null;
  const forbidden = useWhyNot('responder');
  const [asking, setAsking] = useState(false);
  const [sent, setSent] = useState(false);
  const act = useAct();

  const offline = forbidden?.startsWith('not connected') ?? false;
  const whyNot = offline ? 'use a terminal: capstan rollback' : (forbidden ?? (offer ? null : 'no push that could be taken back'));
  const send = async (undo: readonly string[]) => {
    if (!offer) return;
    const done = await act.run((rpc, key, signal) =>
      rpc.push.rollback({ key, push: offer.push, alsoUndo: [...undo], reason: '' }, { signal }),
    );
    if (done) {
      setAsking(false);
      setSent(true);
      setTimeout(() => setSent(false), 4_000);
    }
  };

  useOffer('push.rollback', {
    ...(offer ? { label: `${rollbackWords(offer)}…` } : {}),
    whyNot,
    run: () => setAsking(true),
  });

  const also = offer?.alsoUndoes ?? [];
  const hint = act.busy
    ? 'sending'
    : sent
      ? 'sent'
      : offer?.underWay
        ? 'under way, hold 1 s to send again'
        : also.length
          ? `also undoes ${list(also)}; hold 1 s`
          : 'hold 1 s';
  return (
    <div className={css.place}>
      <HoldButton
        label={offer ? rollbackWords(offer) : known ? 'Nothing to roll back' : 'Roll back'}
        hint={hint}
        whyNot={whyNot}
        onHeld={() => (also.length ? setAsking(true) : void send([]))}
        onAsk={() => setAsking(true)}
      />
      <Button
        className={css.ask}
        whyNot={whyNot}
        onClick={() => setAsking(true)}
        title="Confirm in a dialog instead of holding"
        aria-label="Ask before rolling back, instead of holding"
      >
        Ask
      </Button>
      {act.refusal && !asking && (
        <div className={css.float}>
          <RefusalNote refusal={act.refusal} onDismiss={act.clear} />
        </div>
      )}
      {asking && offer && (
        <Dialog
          alert
          title={`${rollbackWords(offer)}?`}
          onClose={() => setAsking(false)}
          acts={
            <>
              <Button focusFirst onClick={() => setAsking(false)}>
                Leave as it is
              </Button>
              <Button kind="danger" whyNot={act.busy ? 'it is being sent' : whyNot} onClick={() => void send(also)}>
                {rollbackWords(offer)}
                {also.length > 0 && ` and undo ${list(also)}`}
              </Button>
            </>
          }
        >
          <p>
            {offer.push} is taken back on {count(offer.hosts, 'host')} of {list(offer.types)}: each goes to the release that was
            live on it before the push. Hosts that were not changed are not touched.
          </p>
          {also.length > 0 && (
            <p>
              <b className="c-warn">This also undoes {list(also)}</b>, which {also.length === 1 ? 'is' : 'are'} newer than{' '}
              {offer.push}.
            </p>
          )}
          <RefusalNote refusal={act.refusal} onDismiss={act.clear} />
        </Dialog>
      )}
    </div>
  );
}
