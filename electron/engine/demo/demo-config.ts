/** The demonstration's fleet: a www tier with canaries to choose from, a chat tier, and two hosts that go last. */
export const demoTypes = [
  { name: 'www', names: Array.from({ length: 16 }, (_, i) => `www-${String(i + 1).padStart(3, '0')}`) },
  { name: 'chat', names: Array.from({ length: 6 }, (_, i) => `chat-${String(i + 1).padStart(3, '0')}`) },
  { name: 'search', names: ['search-001', 'search-002'] },
] as const;

/** `capstan.yaml` of the demonstration: as a real one, with times short enough to watch. */
export function demoConfig(directory: string): string {
  const type = (name: string, hosts: string) => `    ${name}:
      hosts: [ "${hosts}" ]
      path: srv/shop
      via: ssh
      reload: reload
      verify: { http: "http://localhost:8080/healthz", expect: 200, release: "header X-Release", within: 5s }
      scrape: [ "http://localhost:8080/metrics" ]
`;
  return `# The demonstration fleet. It lives in ${JSON.stringify(directory)} and is made anew each time.
name: shop demo
data: ${JSON.stringify(`${directory}/data`)}
fleet:
  coordinator: www-001
  ssh:
    user: deploy
    identity: ${JSON.stringify(`${directory}/id_ed25519`)}
    config: ${JSON.stringify(`${directory}/ssh_config`)}
    known_hosts: [ ${JSON.stringify(`${directory}/known_hosts`)} ]
    connect_timeout: 5s
  types:
${type('www', 'www-[001-016]')}${type('chat', 'chat-[001-006]')}${type('search', 'search-[001-002]')}
source:
  git: ./shop
  build: sh build.sh
  artifact: dist/
push:
  phases: [ { hosts: 15%, watch: 8s }, { hosts: 100%, watch: 8s } ]
  batch: 34%
  max_excluded: 5%
  max_failed_hosts: 0
  pre: 30s
  every: 1s
  lease: 15s
  when_suspect: { hold: 30s, then: rollback }
gauges:
  - name: php errors
    metric: rate(app_errors_total[5s])
    types: [ www, chat, search ]
    kind: count
    limit: "> 5"
    change: { up: 100%, at_least: 0.5 }
    severity: critical
    warm_up: 1s
    no_data: wait 10s then hold
    too_little: pass
  - name: registrations
    metric: rate(registrations_total[5s])
    types: [ www, chat, search ]
    kind: count
    change: { down: 30%, at_least: 0.3 }
    severity: critical
    warm_up: 1s
    no_data: wait 10s then hold
    too_little: pass
  - name: requests
    metric: rate(http_requests_total[5s])
    types: [ www ]
    kind: count
    change: { down: 50%, at_least: 5 }
    severity: normal
    warm_up: 1s
  - name: loadavg1
    metric: node_load1
    types: [ www, chat ]
    kind: level
    limit: "> 6"
    change: { up: 30%, at_least: 0.3 }
    severity: normal
    warm_up: 1s
`;
}
