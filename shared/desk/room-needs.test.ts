import { describe, expect, it } from 'vitest';
import { scene } from '../../e2e/stage/scenes';
import type { DeskState, HostView } from '../contract/state';
import { fleetNeeds, settingsNeeds } from './room-needs';

const now = Date.UTC(2026, 10, 12, 11, 39, 20);
const calm = scene('calm', now).state;
const [first, second] = Object.keys(calm.hosts);
const withHosts = (change: Partial<HostView>, base: DeskState = calm): DeskState => ({
  ...base,
  hosts: { ...base.hosts, [first!]: { ...base.hosts[first!]!, ...change } },
});

describe('what rooms need', () => {
  it('is nothing on a calm desk', () => {
    expect(fleetNeeds(calm)).toBeNull();
    expect(settingsNeeds(calm)).toBeNull();
  });

  it('is a look at hosts that are gone or on another release', () => {
    expect(fleetNeeds(withHosts({ connection: 'lost', linked: null }))).toMatchObject({ mark: 'unknown', count: 1 });
    expect(fleetNeeds(withHosts({ linked: 'other-1' }))).toMatchObject({
      mark: 'warn',
      count: 1,
      words: '1 host on another release',
    });
  });

  it('is not a look at hosts that a person took out, or that a push is changing', () => {
    expect(fleetNeeds(withHosts({ linked: 'other-1', out: { by: 'Mara', at: now, reason: 'disk' } }))).toBeNull();
    expect(fleetNeeds(withHosts({ linked: 'other-1' }, scene('watch', now).state))).toBeNull();
    expect(second).toBeDefined();
  });

  it('is a mend of the configuration', () => {
    const fault = { line: 1, column: 1, text: '', path: '', message: 'wrong', hint: '' };
    expect(settingsNeeds({ ...calm, config: { ...calm.config, faults: [fault, fault] } })).toMatchObject({ count: 2 });
  });
});
