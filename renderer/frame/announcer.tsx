import { useEffect, useState } from 'react';
import { announcements, linkAnnouncements } from '../../shared/desk/announcements';
import { useDeskStore } from '../state/desk';
import { createSpeaker, type Spoken } from './speaker';

/** Says transitions aloud: what needs a person at once, the rest when there is a pause. Samples are never said. */
export function Announcer() {
  const [spoken, setSpoken] = useState<Spoken>({ polite: '', urgent: '' });

  useEffect(() => {
    const speaker = createSpeaker((change) => setSpoken((before) => ({ ...before, ...change })));
    const stop = useDeskStore.subscribe((after, before) => {
      speaker.say(linkAnnouncements(before.status.at, after.status.at));
      if (before.held && after.held && before.held !== after.held) speaker.say(announcements(before.held.desk, after.held.desk));
    });
    return () => {
      stop();
      speaker.stop();
    };
  }, []);

  return (
    <>
      <div className="unseen" role="status" aria-live="polite">
        {spoken.polite}
      </div>
      <div className="unseen" role="alert" aria-live="assertive">
        {spoken.urgent}
      </div>
    </>
  );
}
