import type { DeskState } from '../contract/state';
import { phaseName } from './state-block';
import { count, short } from '../format/words';

export interface Announcements {
  /** Said when there is a pause. */
  readonly polite: readonly string[];
  /** Said at once: what a person has to act on. */
  readonly urgent: readonly string[];
}

/** What to say aloud when one state follows another: transitions only, never samples. */
export function announcements(before: DeskState, after: DeskState): Announcements {
  const polite: string[] = [];
  const urgent: string[] = [];
  const was = before.push;
  const is = after.push;
  if (is && (was?.id !== is.id || was.state.at !== is.state.at || phaseOf(was) !== phaseOf(is))) {
    const { state } = is;
    const name = `Push ${is.id}`;
    if (state.at === 'rolling back') urgent.push(`${name} is rolling back: ${state.why}.`);
    else if (state.at === 'failed' || state.at === 'superseded')
      urgent.push(`${name} ${state.at === 'failed' ? 'failed' : 'was superseded'}: ${state.why}.`);
    else if (state.at === 'held') urgent.push(`${name} is held: ${state.hold.sentence} ${state.hold.owner} decides.`);
    else if (state.at === 'rolled back' && state.pending > 0)
      // Those hosts still run what was rolled back: somebody has to look after them.
      urgent.push(`${name} is rolled back, ${count(state.pending, 'host')} still to come back.`);
    else if (state.at === 'rolled back') polite.push(`${name} is rolled back.`);
    else if (state.at === 'done') polite.push(`${name} is done. ${short(is.revision)} is live.`);
    else if (state.at === 'switching' || state.at === 'watching')
      polite.push(`${name} is ${state.at} ${phaseName(is, state.phase)}.`);
    else polite.push(`${name} is ${state.at}.`);
  }
  for (const gauge of after.gauges) {
    const word = gauge.verdict?.word;
    const old = before.gauges.find((other) => other.name === gauge.name)?.verdict?.word;
    if (!word || word === old || (!old && word === 'ok')) continue;
    const sentence = `${gauge.name}: ${old ? `${old}, now ` : ''}${word}.`;
    if (word === 'regressed' && gauge.severity === 'critical') urgent.push(sentence);
    else polite.push(sentence);
  }
  if (before.lock.state !== after.lock.state)
    polite.push(
      after.lock.state === 'free'
        ? 'The push lock is free.'
        : `The push lock is ${after.lock.state}${after.lock.by ? ` by ${after.lock.by}` : ''}.`,
    );
  if (after.questions.length > before.questions.length) urgent.push(after.questions.at(-1)?.text ?? 'The engine asks something.');
  return { polite, urgent };
}

type LinkAt = 'connecting' | 'connected' | 'lost';

/** The connection's own transitions. */
export function linkAnnouncements(before: LinkAt, after: LinkAt): Announcements {
  if (before === 'connected' && after === 'lost')
    return { polite: [], urgent: ['The connection to the engine is lost. Nothing shown is live.'] };
  if (before === 'lost' && after === 'connected') return { polite: ['Connected again.'], urgent: [] };
  return { polite: [], urgent: [] };
}

function phaseOf(push: DeskState['push']): number | null {
  return push && 'phase' in push.state ? push.state.phase : null;
}
