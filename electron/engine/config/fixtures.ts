import type { Config } from '../../../shared/config/config';
import type { ConfigFault } from '../../../shared/contract/state';
import { parseConfig } from './parse-config';
import type { ParseOptions } from './parse-config';

/** For tests: a Linux desk that has nothing of the machine the tests run on. */
export const DESK: ParseOptions = { file: '/home/ann/shop/capstan.yaml', home: '/home/ann', platform: 'linux', env: {} };

/** The example of the documentation, with every key. */
export const EXAMPLE = `name: shop
data: ~/.local/share/capstan
fleet:
  coordinator: deploy1.example.com
  ssh: { user: deploy, port: 22, identity: ~/.ssh/id_ed25519, jump: bastion.example.com, connect_timeout: 10s, parallel: 64 }
  types:
    www:
      hosts: [ "www[001-112].example.com" ]
      path: /srv/shop
      via: ssh
      drain: sudo lb-out {host}
      undrain: sudo lb-in {host}
      reload: sudo systemctl reload shop
      verify: { http: "http://localhost:8080/healthz", expect: 200, release: "header X-Release", within: 20s }
      scrape: [ "http://localhost:9100/metrics", "http://localhost:8080/metrics" ]
      metrics: { ssh: "bin/metrics {host}", interval: 30s }
  sources:
    - { name: counters, memcached: "cache1:11311", keys: { signups_total: app.signups }, type: counter, labels: { site: eu } }
    - { json: "http://stats.example.com/now", values: { queue: "shards[*shard].queue" }, interval: 1m }
    - promql: https://prometheus.example.com/eu
      queries: [ { name: orders_rate, query: "sum(rate(orders_total[5m]))", type: gauge } ]
      auth: { basic: { user: capstan, password_secret: PROM_PASSWORD } }
      tls: { ca: certs/own-ca.pem, insecure: false }
source:
  git: .
  build: npm ci && npm run build
  artifact: dist/
push:
  phases: [ { hosts: 5%, watch: 3m }, { hosts: 100%, watch: 5m } ]
  batch: 10%
  rollback_batch: 100%
  max_excluded: 2%
  max_failed_hosts: 0
  keep_releases: { last: 5, and_live_within: 24h }
  when_suspect: { hold: 2m, then: rollback }
  when_desk_lost: { canary: rollback, all: hold }
  before: ./migrate.sh
  irreversible: "db/migrations/**"
gauges:
  - name: php errors
    metric: rate(app_errors_total[1m])
    types: [www]
    kind: count
    limit: "> 5"
    change: { up: 50%, at_least: 0.2 }
    severity: critical
    warm_up: 30s
    no_data: wait 1m then hold
    too_little: pass
links: { dies: "https://logs.example.com/dies?host={host}", slow queries: "https://logs.example.com/slow" }
`;

/** The smallest file there is. */
export const SMALL = `name: shop
fleet:
  coordinator: www1
  types:
    www: { hosts: [ www1, www2 ], path: /srv/shop }
source: { artifact: dist/ }
`;

export function configOf(text: string, options: ParseOptions = DESK): Config {
  const result = parseConfig(text, options);
  if (!result.ok) throw new Error(JSON.stringify(result.faults));
  return result.config;
}

export function faultsOf(text: string): readonly ConfigFault[] {
  const result = parseConfig(text, DESK);
  return result.ok ? [] : result.faults;
}

/** Line and column of the n-th place of `needle`, from 1. */
export function placeOf(text: string, needle: string): { line: number; column: number } {
  const before = text.slice(0, text.indexOf(needle)).split('\n');
  return { line: before.length, column: (before.at(-1) ?? '').length + 1 };
}
