import { useEffect, useState } from 'react';
import { announcements, linkAnnouncements, type Announcements } from '../../shared/desk/announcements';
import { useDeskStore } from '../state/desk';

const togetherMs = 400;

/** Says transitions aloud: what needs a person at once, the rest when there is a pause. Samples are never said. */
export function Announcer() {
  const [polite, setPolite] = useState('');
  const [urgent, setUrgent] = useState('');

  useEffect(() => {
    let waiting: Announcements = { polite: [], urgent: [] };
    let timer: ReturnType<typeof setTimeout> | null = null;
    const say = (more: Announcements) => {
      if (!more.polite.length && !more.urgent.length) return;
      waiting = { polite: [...waiting.polite, ...more.polite], urgent: [...waiting.urgent, ...more.urgent] };
      timer ??= setTimeout(() => {
        if (waiting.polite.length) setPolite(waiting.polite.join(' '));
        if (waiting.urgent.length) setUrgent(waiting.urgent.join(' '));
        waiting = { polite: [], urgent: [] };
        timer = null;
      }, togetherMs);
    };
    const stop = useDeskStore.subscribe((after, before) => {
      say(linkAnnouncements(before.status.at, after.status.at));
      if (before.held && after.held && before.held !== after.held) say(announcements(before.held.desk, after.held.desk));
    });
    return () => {
      stop();
      if (timer) clearTimeout(timer);
    };
  }, []);

  return (
    <>
      <div className="unseen" role="status" aria-live="polite">
        {polite}
      </div>
      <div className="unseen" role="alert" aria-live="assertive">
        {urgent}
      </div>
    </>
  );
}
