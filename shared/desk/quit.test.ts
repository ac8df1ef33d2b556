import { describe, expect, it } from 'vitest';
import { decideQuit, quitQuestion } from './quit';

describe('decideQuit', () => {
  const wishes = ['none', 'after the push', 'now'] as const;

  it('asks once during a push, then waits for its end', () => {
    expect(decideQuit({ pushActive: true, wish: 'none', shutdown: false })).toBe('ask');
    expect(decideQuit({ pushActive: true, wish: 'after the push', shutdown: false })).toBe('wait');
    expect(decideQuit({ pushActive: true, wish: 'now', shutdown: false })).toBe('quit');
  });

  it('never keeps a system from shutting down, nor an app without a push', () => {
    for (const wish of wishes) {
      expect(decideQuit({ pushActive: false, wish, shutdown: false })).toBe('quit');
      expect(decideQuit({ pushActive: true, wish, shutdown: true })).toBe('quit');
    }
  });

  it('is asked with the safe answer first', () => {
    const { buttons, message } = quitQuestion('r-7');
    expect(message).toContain('r-7');
    expect(buttons.map((button) => button.wish)).toEqual(['after the push', null, 'now']);
  });
});
