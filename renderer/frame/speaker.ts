import type { Announcements } from '../../shared/desk/announcements';

/** What the two live regions hold now. */
export interface Spoken {
  readonly polite: string;
  readonly urgent: string;
}

const togetherMs = 400;
const emptyAfterMs = 2_000;

/**
 * Says what comes together in one go, and is silent again a moment later: a live region tells only of changes, so the same words are
 * heard a second time only where it was empty in between.
 */
export function createSpeaker(show: (change: Partial<Spoken>) => void): {
  readonly say: (more: Announcements) => void;
  readonly stop: () => void;
} {
  let waiting: Announcements = { polite: [], urgent: [] };
  let soon: ReturnType<typeof setTimeout> | undefined;
  let later: ReturnType<typeof setTimeout> | undefined;
  const speak = () => {
    const { polite, urgent } = waiting;
    waiting = { polite: [], urgent: [] };
    soon = undefined;
    show({ ...(polite.length ? { polite: polite.join(' ') } : {}), ...(urgent.length ? { urgent: urgent.join(' ') } : {}) });
    clearTimeout(later);
    later = setTimeout(() => show({ polite: '', urgent: '' }), emptyAfterMs);
  };
  return {
    say(more) {
      if (!more.polite.length && !more.urgent.length) return;
      waiting = { polite: [...waiting.polite, ...more.polite], urgent: [...waiting.urgent, ...more.urgent] };
      soon ??= setTimeout(speak, togetherMs);
    },
    stop() {
      clearTimeout(soon);
      clearTimeout(later);
    },
  };
}
