import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DeskSummary } from './host-port';
import { trayView } from './tray';

const summary: DeskSummary = {
  tone: 'move',
  word: 'Watching 5 %',
  about: 'r-7, 9b3d07a',
  fleet: 'shop',
  live: '4f2c91e live on 8 of 10 hosts',
  push: { id: 'r-7', said: 'r-7, 9b3d07a: watching 5 %', path: '/push', active: true },
};

describe('trayView', () => {
  it('shows the state, what is live and the last push, each as a line', () => {
    const view = trayView(summary, false);
    expect(view.icon).toBe('move');
    expect(view.tooltip).toBe('Capstan, shop\nWatching 5 %: r-7, 9b3d07a');
    expect(view.menu.map((group) => group.map((line) => line.label))).toEqual([
      ['Watching 5 %: r-7, 9b3d07a', '4f2c91e live on 8 of 10 hosts', 'r-7, 9b3d07a: watching 5 %'],
      ['Open'],
      ['Quit'],
    ]);
    expect(view.menu.flat().map((line) => line.does)).toEqual([null, null, { go: '/push' }, { go: null }, { quit: true }]);
  });

  it('says that it leaves, and that nothing is known', () => {
    expect(trayView(summary, true).menu.at(-1)).toEqual([{ label: 'Quits when the push has ended', does: null }]);
    expect(trayView(null, false)).toMatchObject({ icon: 'unk', tooltip: expect.stringContaining('does not run') });
    expect(trayView({ ...summary, push: null }, false).menu[0]).toHaveLength(2);
  });

  it('keeps every text short and as it was written', () => {
    fc.assert(
      fc.property(fc.string(), fc.string({ maxLength: 5000 }), (word, about) => {
        const view = trayView({ ...summary, word, about, push: { ...summary.push!, said: about } }, false);
        for (const { label } of view.menu.flat()) {
          expect(Array.from(label.replaceAll('&&', '&')).length).toBeLessThanOrEqual(80);
          expect(label.replaceAll('&&', '')).not.toContain('&');
        }
        expect(Array.from(view.tooltip).length).toBeLessThanOrEqual(120);
      }),
    );
  });
});
