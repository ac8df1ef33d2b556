import type { ComponentProps } from 'react';
import { Sparkline } from '../../parts/sparkline';
import { Case, Cases, galleryNow, Group } from './group';
import { walk } from './walk';

const from = galleryNow - 300_000;
const switchedAt = galleryNow - 150_000;
const untouched = walk({ base: 0.18, spread: 0.05, seed: 5, from });
const usual = { comparator: untouched, switchedAt, until: galleryNow, now: galleryNow, limit: 5, tone: 'var(--ink)' };

const states: readonly (readonly [string, ComponentProps<typeof Sparkline>])[] = [
  [
    'regressed: over its limit',
    {
      ...usual,
      tone: 'var(--crit)',
      points: walk({
        base: 0.18,
        spread: 0.05,
        seed: 7,
        from,
        change: (second, value) => (second < 200 ? value : value + ((second - 200) / 100) * 7),
      }),
    },
  ],
  [
    'suspect: it moved, and so did the untouched',
    {
      ...usual,
      tone: 'var(--warn-mark)',
      limit: 6,
      points: walk({ base: 4, spread: 0.4, seed: 9, from, change: (second, value) => (second < 150 ? value : value + 0.8) }),
      comparator: walk({ base: 4, spread: 0.4, seed: 12, from, change: (second, value) => (second < 150 ? value : value + 0.7) }),
    },
  ],
  [
    'ok: noise looks like noise, the limit far above',
    { ...usual, limit: 90, points: walk({ base: 38, spread: 3, seed: 3, from }) },
  ],
  [
    'a gap, then silence',
    {
      ...usual,
      limit: null,
      points: walk({
        base: 40,
        spread: 6,
        seed: 11,
        from,
        change: (second, value) => (second > 60 && second < 90 ? null : value),
      }).slice(0, 220),
      comparator: [],
    },
  ],
  [
    'under watch, half of it to come',
    { ...usual, until: galleryNow + 150_000, points: walk({ base: 0.2, spread: 0.05, seed: 2, from }) },
  ],
  ['not in a push', { ...usual, switchedAt: null, comparator: [], points: walk({ base: 61, spread: 9, seed: 4, from }) }],
  ['nothing but zero', { ...usual, limit: 0, comparator: [], points: walk({ base: 0, spread: 0, seed: 1, from }) }],
  ['no samples', { ...usual, comparator: [], points: [] }],
];

/** Sparklines as they stand in a row of a gauge. */
export const Sparklines = () => (
  <Group name="sparklines" about="before in grey, after in ink, the limit dashed, what is not known hatched">
    <Cases>
      {states.map(([state, props]) => (
        <Case key={state} state={state}>
          <Sparkline {...props} />
        </Case>
      ))}
    </Cases>
  </Group>
);
