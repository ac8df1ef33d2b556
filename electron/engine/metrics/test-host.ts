import type { FleetHost } from '../fleet/fleet-room';

/** A host of one type for tests of what is read from it; `scrape`: addresses of its pages. */
export const hostWith = (scrape: readonly string[]): FleetHost => ({
  name: 'www1',
  address: { name: 'www1', address: '127.0.0.1', port: null },
  path: '/srv',
  type: {
    name: 'www',
    hosts: [],
    path: '/srv',
    via: 'direct',
    metrics: [],
    drain: null,
    undrain: null,
    reload: null,
    verify: null,
    scrape,
    canaries: [],
  },
});
