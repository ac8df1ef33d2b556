import { typesOf, specs } from './fleet';

/** `capstan.yaml` of the fleet on the stage, as somebody would have written it. */
export const stageConfig = (): string => `# The shop's fleet. Ask Mara before you change who is watched.
name: shop
fleet:
  coordinator: www-001
  types:
${typesOf(false)
  .map(
    ({ name, hosts }) => `    ${name}:\n      hosts: [ ${hosts.map((host) => `"${host}"`).join(', ')} ]\n      path: /srv/shop\n`,
  )
  .join('')}source:
  artifact: dist/
push:
  # two phases are enough for us
  phases: [ { hosts: 5%, watch: 3m }, { hosts: 100%, watch: 5m } ]
  batch: 10%               # per type
  max_failed_hosts: 0
  keep_releases: { last: 5, and_live_within: 24h }
  irreversible: "db/migrations/**"

# what decides after a switch
gauges:
${specs
  .map(
    (spec) => `  - name: ${spec.name}
    metric: rate(${spec.name.replaceAll(/\W+/g, '_')}_total[1m])
    types: [ ${spec.types.join(', ')} ]
    kind: count
${spec.unit ? `    unit: ${JSON.stringify(spec.unit)}\n` : ''}${/^[<>]/.test(spec.limit) ? `    limit: "${spec.limit}"          # see the runbook` : '    change: { up: 50%, at_least: 0.2 }'}
    severity: ${spec.severity}
`,
  )
  .join('')}`;
