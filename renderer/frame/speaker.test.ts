import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createSpeaker, type Spoken } from './speaker';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const begin = () => {
  const spoken: { now: Spoken } = { now: { polite: '', urgent: '' } };
  return { spoken, ...createSpeaker((change) => (spoken.now = { ...spoken.now, ...change })) };
};

it('says what comes together in one go, and empties the region so that the same is heard again', () => {
  const { spoken, say } = begin();
  say({ polite: ['One.'], urgent: [] });
  say({ polite: ['Two.'], urgent: ['Look.'] });
  vi.advanceTimersByTime(400);
  expect(spoken.now).toEqual({ polite: 'One. Two.', urgent: 'Look.' });
  vi.advanceTimersByTime(2_000);
  expect(spoken.now).toEqual({ polite: '', urgent: '' });
  say({ polite: ['One.'], urgent: [] });
  vi.advanceTimersByTime(400);
  expect(spoken.now).toEqual({ polite: 'One.', urgent: '' });
});

it('leaves the rest standing when something urgent follows at once, and is silent once it is stopped', () => {
  const { spoken, say, stop } = begin();
  say({ polite: ['One.'], urgent: [] });
  vi.advanceTimersByTime(400);
  say({ polite: [], urgent: ['Look.'] });
  vi.advanceTimersByTime(400);
  expect(spoken.now).toEqual({ polite: 'One.', urgent: 'Look.' });
  say({ polite: ['Never.'], urgent: [] });
  stop();
  vi.advanceTimersByTime(10_000);
  expect(spoken.now.polite).toBe('One.');
});
