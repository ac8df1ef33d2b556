import { useState } from 'react';
import { anywhere } from '../../shared/trends/place';
import { useOffer } from '../actions/registry';
import { Button } from '../parts/button';
import { Dialog } from '../parts/dialog';
import { Field } from '../parts/field';
import { RefusalNote } from '../parts/refusal-note';
import { go } from '../router';
import { useAct } from '../state/act';
import { link, useStatus } from '../state/desk';
import { setPreference } from '../state/preferences';
import { useWhyNot } from '../state/rights';
import css from './float.module.css';
import { linkHere } from './link-here';
import { focusNextPane } from './panes';

/** Offers what belongs to no room: going to one, the theme, a link to this view, reading the hosts, dialling again. */
export function PageOffers() {
  const status = useStatus();
  const read = useAct();
  const connected = useWhyNot('viewer');
  const [shownLink, setShownLink] = useState<string | null>(null);

  useOffer('go.push', { whyNot: null, run: () => go({ room: 'push', plan: null }) });
  useOffer('go.trends', { whyNot: null, run: () => go({ room: 'trends', ...anywhere }) });
  useOffer('go.fleet', { whyNot: null, run: () => go({ room: 'fleet', host: null }) });
  useOffer('go.settings', { whyNot: null, run: () => go({ room: 'settings', section: 'desk', gauge: null }) });
  useOffer('go.limits', { whyNot: null, run: () => go({ room: 'settings', section: 'limits', gauge: null }) });
  useOffer('go.wall', { whyNot: null, run: () => go({ room: 'wall', turn: null }) });
  useOffer('setup.open', { whyNot: null, run: () => go({ room: 'setup' }) });
  useOffer('view.light', { whyNot: null, run: () => void setPreference('theme', 'light') });
  useOffer('view.dark', { whyNot: null, run: () => void setPreference('theme', 'dark') });
  useOffer('view.system', { whyNot: null, run: () => void setPreference('theme', 'system') });
  useOffer('view.next-pane', { whyNot: null, run: focusNextPane });
  useOffer('view.copy', {
    whyNot: null,
    run: () => {
      const address = linkHere();
      // Where the page may not write to the clipboard, the link is shown to be copied by hand.
      navigator.clipboard.writeText(address).then(
        () => {
          setShownLink(null);
          void import('../parts/toast').then(({ toast }) => toast({ mark: 'ok', text: 'Link copied', more: address }));
        },
        () => setShownLink(address),
      );
    },
  });
  useOffer('view.retry', {
    whyNot: status.at === 'lost' ? null : 'the engine is connected',
    run: () => link().retryNow(),
  });
  useOffer('fleet.read', {
    whyNot: connected ?? (read.busy ? 'they are being read' : null),
    run: () => void read.run((rpc, _key, signal) => rpc.fleet.read(undefined, { signal })),
  });

  return (
    <>
      {read.refusal && (
        <div className={css.float}>
          <RefusalNote refusal={read.refusal} onDismiss={read.clear} />
        </div>
      )}
      {shownLink && (
        <Dialog
          title="Link to this view"
          onClose={() => setShownLink(null)}
          acts={<Button onClick={() => setShownLink(null)}>Close</Button>}
        >
          <p>It opens in Capstan on every machine that has it and watches this fleet.</p>
          <Field
            label="Link"
            focusFirst
            readOnly
            value={shownLink}
            onText={() => undefined}
            onFocus={(event) => event.target.select()}
          />
        </Dialog>
      )}
    </>
  );
}
