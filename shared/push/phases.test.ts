import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assignPhases, atMost, countOf, type Candidate } from './phases';

const phases = [
  { hosts: { share: 0.05 }, watchMs: 1 },
  { hosts: { share: 1 }, watchMs: 1 },
];
const hosts = (type: string, n: number, change: Partial<Candidate> = {}): Candidate[] =>
  Array.from({ length: n }, (_, i) => ({ name: `${type}-${i}`, type, inTrouble: false, pinned: false, ...change }));
const canaries = (all: readonly Candidate[], turn = 0) =>
  [...assignPhases(all, phases, turn)].filter(([, one]) => one.canary).map(([name]) => name);

describe('countOf', () => {
  it('rounds up, so that 5 % of three hosts is one', () => {
    expect([
      countOf({ share: 0.05 }, 112),
      countOf({ share: 0.05 }, 3),
      countOf({ share: 0 }, 9),
      countOf({ count: 4 }, 3),
      countOf({ share: 1 }, 7),
    ]).toEqual([6, 1, 0, 3, 7]);
  });
});

describe('atMost', () => {
  it('rounds down: 2 % of 24 hosts is none', () => {
    expect([
      atMost({ share: 0.02 }, 24),
      atMost({ share: 0.02 }, 150),
      atMost({ count: 2 }, 24),
      atMost({ share: 0.1 }, 30),
    ]).toEqual([0, 3, 2, 3]);
  });
});

describe('assignPhases', () => {
  it('has canaries of each type, and sends small types last', () => {
    const chosen = canaries([...hosts('www', 112), ...hosts('chat', 24), ...hosts('db', 2)]);
    expect(chosen.filter((name) => name.startsWith('www'))).toHaveLength(6);
    expect(chosen.filter((name) => name.startsWith('chat'))).toHaveLength(2);
    expect(chosen.filter((name) => name.startsWith('db'))).toHaveLength(0);
  });

  it('spreads them and takes others the next time', () => {
    const first = canaries(hosts('www', 100), 1);
    const next = canaries(hosts('www', 100), 2);
    expect(first.filter((name) => next.includes(name))).toEqual([]);
    const at = first.map((name) => Number(name.split('-')[1])).sort((a, b) => a - b);
    expect(Math.max(...at) - Math.min(...at)).toBeGreaterThan(40);
  });

  it('prefers pinned hosts and passes over those in trouble', () => {
    const all = [...hosts('www', 20), ...hosts('bad', 0)].map((host, i) => ({ ...host, pinned: i === 7, inTrouble: i % 2 === 0 }));
    expect(canaries(all)).toEqual(['www-7']);
    const troubled = hosts('www', 20).map((host, i) => ({ ...host, inTrouble: i < 18 }));
    expect(canaries(troubled).every((name) => name === 'www-18' || name === 'www-19')).toBe(true);
  });

  it('puts every host into exactly one phase, whatever the fleet', () => {
    const candidate = fc.record({ type: fc.constantFrom('a', 'b', 'c'), inTrouble: fc.boolean(), pinned: fc.boolean() });
    fc.assert(
      fc.property(
        fc.array(candidate, { maxLength: 60 }),
        fc.nat(5000),
        fc.array(fc.double({ min: 0.01, max: 0.9, noNaN: true }), { maxLength: 3 }),
        (list, turn, shares) => {
          const all = list.map((one, i) => ({ ...one, name: `h${i}` }));
          const plan = [
            ...[...shares].sort().map((share) => ({ hosts: { share }, watchMs: 1 })),
            { hosts: { share: 1 }, watchMs: 1 },
          ];
          const assigned = assignPhases(all, plan, turn);
          expect([...assigned.keys()].sort()).toEqual(all.map((host) => host.name).sort());
          for (const { phase } of assigned.values()) expect(phase).toBeLessThan(plan.length);
        },
      ),
      { seed: 3, numRuns: 200 },
    );
  });
});
