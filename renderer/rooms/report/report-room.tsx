import { Tab, TabList, TabPanel, TabPanels, Tabs } from 'react-aria-components';
import type { GaugeView, PhaseReport } from '../../../shared/contract/state';
import { ActionButton } from '../../actions/action-button';
import { cx } from '../../parts/cx';
import { count, decimalsFor, formatNumber, formatTime } from '../../../shared/format/words';
import { Mark } from '../../parts/mark';
import { verdictMarks, type MarkName } from '../../../shared/desk/marks';
import { Person } from '../../parts/person';
import { Revision } from '../../parts/revision';
import { SectionHead } from '../../parts/section-head';
import { EmptyState, ErrorState, Skeleton } from '../../parts/states';
import { slug, type Route } from '../../../shared/route';
import { go, Link } from '../../router';
import { useDesk } from '../../state/desk';
import { useQuery } from '../../state/query';
import { Chart } from './chart';
import { HostTable } from './host-table';
import { fillLinks } from '../../../shared/desk/fill-links';
import { VerdictPanel } from './verdict-panel';
import css from './report-room.module.css';

interface Props {
  readonly push: string;
  readonly phase: number | null;
  readonly gauge: string | null;
}

/** The page of one phase of a push: find out why, in a minute. */
export function ReportRoom({ push, phase, gauge }: Props) {
  const desk = useDesk();
  // While this push is under way the report is asked for again with each of its decisions and looks.
  const fresh = desk?.push?.id === push ? `${desk.version} ${Math.max(0, ...desk.gauges.map((one) => one.verdict?.at ?? 0))}` : '';
  const { data, refusal, again } = useQuery(
    `report ${push} ${phase ?? 'last'}`,
    (rpc, signal) => rpc.push.report({ push, phase }, { signal }),
    fresh,
  );
  if (data) return <Report report={data} wanted={gauge} />;
  return (
    <div className={css.page}>
      <h1>{refusal ? `No report of ${push}` : `Reading the report of ${push}`}</h1>
      {refusal ? (
        <ErrorState refusal={refusal} onAgain={again} acts={<Link to={{ room: 'push', plan: null }}>To the push room</Link>} />
      ) : (
        <Skeleton label={`Reading the report of ${push}`} rows={8} />
      )}
    </div>
  );
}

function Report({ report, wanted }: { report: PhaseReport; wanted: string | null }) {
  const { push, phase, gauges, verdicts } = report;
  const gauge =
    gauges.find((one) => slug(one.name) === wanted) ?? gauges.find((one) => one.name === push.outcome?.gauge) ?? gauges[0];
  const verdict = gauge ? (verdicts.find((one) => one.gauge === gauge.name) ?? null) : null;
  const at = (name: string): Route => ({ room: 'report', push: push.id, phase, gauge: slug(name) });
  return (
    <div className={css.room}>
      <Head report={report} />
      {gauge ? (
        <Tabs
          className={css.tabs ?? ''}
          selectedKey={gauge.name}
          onSelectionChange={(name) => go(at(String(name)), true)}
          keyboardActivation="automatic"
        >
          <TabList className={css.list ?? ''} aria-label="Gauges">
            {gauges.map((one) => (
              <Tab key={one.name} id={one.name} className={css.tab ?? ''}>
                <TabFace gauge={one} report={report} />
              </Tab>
            ))}
          </TabList>
          <TabPanels className={css.panels ?? ''}>
            {gauges.map((one) => (
              <TabPanel key={one.name} id={one.name} className={css.panel ?? ''}>
                <section className={css.main} aria-label={one.name}>
                  <div className={css.inset}>
                    <SectionHead
                      title={`${one.name}${one.unit ? `, ${one.unit}` : ''}`}
                      about={`${one.types.join(' ') || 'all types'}, ${one.severity}`}
                    >
                      <span>band: 5th to 95th of untouched</span>
                    </SectionHead>
                    <Drawn report={report} gauge={one} />
                  </div>
                  {verdict ? (
                    <HostTable report={report} gauge={one} verdict={verdict} />
                  ) : (
                    <EmptyState title="Not judged in this phase: there are no readings to show" />
                  )}
                </section>
                <VerdictPanel report={report} gauge={one} verdict={verdict} />
              </TabPanel>
            ))}
          </TabPanels>
        </Tabs>
      ) : (
        <EmptyState title="No gauge was set when this push was made" />
      )}
    </div>
  );
}

function Drawn({ report, gauge }: { report: PhaseReport; gauge: GaugeView }) {
  const { push, phase } = report;
  const verdict = report.verdicts.find((one) => one.gauge === gauge.name) ?? null;
  const { data, refusal, again } = useQuery(
    `chart ${push.id} ${phase} ${gauge.name}`,
    (rpc, signal) => rpc.push.series({ push: push.id, phase, gauge: gauge.name }, { signal }),
    verdict?.at ?? 0,
  );
  if (data && data.times.length > 1) return <Chart gauge={gauge} verdict={verdict} series={data} />;
  return (
    <div className={css.noChart}>
      {refusal ? (
        <ErrorState refusal={refusal} onAgain={again} />
      ) : data ? (
        <EmptyState title="No samples were kept" />
      ) : (
        <Skeleton label={`Reading the samples of ${gauge.name}`} rows={1} rowHeight={264} />
      )}
    </div>
  );
}

function TabFace({ gauge, report }: { gauge: GaugeView; report: PhaseReport }) {
  const verdict = report.verdicts.find((one) => one.gauge === gauge.name);
  const mark: MarkName = verdict ? verdictMarks[verdict.word] : 'pending';
  const decimals = decimalsFor([verdict?.switched.pre ?? null, verdict?.switched.post ?? null]);
  return (
    <>
      <span className={css.tabName}>
        <Mark name={mark} />
        <span className="clip">{gauge.name}</span>
        <span className="unseen">, {verdict?.word ?? 'not judged'}, </span>
      </span>
      <span className={css.tabValue}>
        {formatNumber(verdict?.switched.pre ?? null, decimals)} <span className="dim">to</span>{' '}
        {formatNumber(verdict?.switched.post ?? null, decimals)}
      </span>
    </>
  );
}

const ends: Partial<Record<PhaseReport['push']['state'], { mark: MarkName; sentence: string }>> = {
  'rolled back': { mark: 'back', sentence: 'This push was rolled back.' },
  'rolling back': { mark: 'crit', sentence: 'This push is being rolled back.' },
  done: { mark: 'ok', sentence: 'This push is live.' },
  failed: { mark: 'failed', sentence: 'This push failed before any host was switched.' },
  held: { mark: 'warn', sentence: 'This push is held.' },
  superseded: { mark: 'warn', sentence: 'This push was superseded by another desk.' },
};

function Head({ report }: { report: PhaseReport }) {
  const { push, view, phase, from, to } = report;
  const end = ends[push.state] ?? { mark: 'switching', sentence: 'This push is under way.' };
  const switched = view.hosts.filter((row) => row.phase <= phase && row.state !== 'left out').length;
  return (
    <header className={css.head}>
      <h1>
        <Mark name={end.mark} size={18} />
        <span>
          Metrics of phase {phase + 1} of revision <Revision of={push.revision} />, between {formatTime(from)} and{' '}
          {to === null ? 'now' : formatTime(to)}
        </span>
      </h1>
      <div className={css.about}>
        <span>
          Push {push.id} by <Person name={push.captain} />, {count(push.commits, 'commit')}, {count(push.lines, 'line')}, {switched}{' '}
          of {count(view.hosts.length, 'host')}.
        </span>
        <b>{end.sentence}</b>
        {view.phases.length > 1 && (
          <span className={css.phases}>
            {view.phases.map((_, index) => (
              <Link
                key={index}
                className={cx(index === phase && css.current)}
                aria-current={index === phase ? 'page' : undefined}
                to={{ room: 'report', push: push.id, phase: index, gauge: null }}
              >
                phase {index + 1}
              </Link>
            ))}
          </span>
        )}
        <span className={css.links}>
          {fillLinks(report.links, { host: null, revision: push.revision, push: push.id }).map((link) => (
            <a key={link.name} href={link.href} target="_blank" rel="noopener noreferrer">
              {link.name}
            </a>
          ))}
          <ActionButton id="view.copy" kind="link">
            copy link
          </ActionButton>
        </span>
      </div>
    </header>
  );
}
