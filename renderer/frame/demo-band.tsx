import { useState } from 'react';
import { ActionButton } from '../actions/action-button';
import { Button } from '../parts/button';
import { Revision } from '../parts/revision';
import { Link, useRoute } from '../router';
import { useDesk } from '../state/desk';
import type { DeskState } from '../../shared/contract/state';
import { isActive } from '../../shared/push/push';
import css from './demo-band.module.css';

const slot = 'capstan.demo-band';

/** The oldest commit that was not in a push yet; it goes out alone, so that each push shows one thing. */
function WhatToTry({ desk: { push, waiting } }: { desk: DeskState }) {
  if (push && isActive(push.state)) return 'Watch the push, hold it, or roll it back.';
  const next = waiting.commits.findLast((commit) => !push?.commits.some((other) => other.revision === commit.revision));
  if (!next) return 'All its commits were pushed: try to roll one back.';
  return (
    <>
      Try it:{' '}
      <Link to={{ room: 'push', plan: next.revision }}>
        push the commit that waits, <Revision of={next.revision} />
      </Link>
      .
    </>
  );
}

/** While the demonstration runs: that it is one, what to try on it, and the way to a fleet of one's own. Can be put away for this tab. */
export function DemoBand() {
  const desk = useDesk();
  const route = useRoute();
  const [away, setAway] = useState(() => sessionStorage.getItem(slot) !== null);
  const demo = desk?.desk.demo ?? false;
  if (!desk || !demo || away) return null;
  return (
    <aside className={css.band} aria-label="Demonstration">
      <p>
        <b>Demonstration fleet.</b> {desk.live.hosts} hosts on this machine’s loopback, reached by real SSH; nothing of yours.{' '}
        <WhatToTry desk={desk} />
      </p>
      {route.room !== 'setup' && <ActionButton id="setup.open" kind="main" small />}
      <Button
        kind="link"
        small
        onClick={() => {
          sessionStorage.setItem(slot, 'away');
          setAway(true);
        }}
      >
        Put away
      </Button>
    </aside>
  );
}
