import type { Plan } from '../../../shared/contract/state';
import { count, decimalsFor, formatBytes, formatNumber, list, nothing } from '../../../shared/format/words';
import { Duration } from '../../parts/duration';
import { State } from '../../parts/mark';
import { Lines } from '../../parts/diff-stat';
import { Person } from '../../parts/person';
import { Revision } from '../../parts/revision';
import { SectionHead } from '../../parts/section-head';
import css from './plan-view.module.css';

const mostHosts = 12;

/** The plan in tables: phases, hosts to look at, what each gauge could notice, and the commits. */
export function PlanDetails({ plan }: { plan: Plan }) {
  const trouble = plan.hosts.filter((host) => host.trouble !== null || !host.hasPrevious);
  const canaries = plan.hosts.filter((host) => host.canary);
  return (
    <>
      <SectionHead
        title="Phases"
        about={
          canaries.length
            ? `canaries ${list([...canaries.slice(0, 6).map((host) => host.host), ...(canaries.length > 6 ? [`${canaries.length - 6} more`] : [])])}`
            : undefined
        }
      />
      <table className={css.table}>
        <thead>
          <tr>
            <th>Phase</th>
            <th className="r">Hosts</th>
            <th>Of types</th>
            <th className="r">Watched for</th>
          </tr>
        </thead>
        <tbody>
          {plan.phases.map((phase, index) => (
            <tr key={index}>
              <td>{index + 1}</td>
              <td className="r">{formatNumber(phase.hosts)}</td>
              <td className="mid">{phase.types.map(({ type, hosts }) => `${hosts} ${type}`).join(', ')}</td>
              <td className="r">
                <Duration ms={phase.watchMs} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>

      {trouble.length > 0 && (
        <>
          <SectionHead title="Hosts to look at" about={count(trouble.length, 'host')} />
          <table className={css.table}>
            <thead>
              <tr>
                <th>Host</th>
                <th>Linked</th>
                <th>Running</th>
                <th className="r">Room</th>
                <th>What is wrong</th>
              </tr>
            </thead>
            <tbody>
              {trouble.slice(0, mostHosts).map((host) => (
                <tr key={host.host}>
                  <td>
                    <State name="warn" plain>
                      {host.host}
                    </State>
                  </td>
                  <td>{host.linked ? <Revision of={host.linked} /> : nothing}</td>
                  <td>{host.running ? <Revision of={host.running} /> : nothing}</td>
                  <td className="r nw">{host.freeBytes === null ? nothing : formatBytes(host.freeBytes)}</td>
                  <td className="mid">{host.trouble ?? 'has no complete release to go back to'}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </>
      )}

      <SectionHead title="What the gauges could notice" about="smallest change, with the hosts of the first phase" />
      <table className={css.table}>
        <thead>
          <tr>
            <th>Gauge</th>
            <th className="r">Limit</th>
            <th className="r">Could notice</th>
            <th>Unit</th>
            <th>Note</th>
          </tr>
        </thead>
        <tbody>
          {plan.gauges.map((gauge) => (
            <tr key={gauge.name}>
              <td>{gauge.name}</td>
              <td className="r">{gauge.limit || nothing}</td>
              <td className="r">{formatNumber(gauge.couldNotice, decimalsFor([gauge.couldNotice]))}</td>
              <td className="mid">{gauge.unit}</td>
              <td className="mid">{gauge.note}</td>
            </tr>
          ))}
        </tbody>
      </table>

      <SectionHead title="Commits" about={count(plan.commits.length, 'commit')} />
      <table className={css.table}>
        <tbody>
          {plan.commits.map((commit) => (
            <tr key={commit.revision}>
              <td>
                <Revision of={commit.revision} />
              </td>
              <td>{commit.subject}</td>
              <td className="mid nw">
                <Person name={commit.author} />
              </td>
              <td className="r mid nw">{count(commit.files, 'file')}</td>
              <td className="r">
                <Lines added={commit.added} removed={commit.removed} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
