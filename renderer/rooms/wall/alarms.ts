import type { DeskState } from '../../../shared/contract/state';
import { verdictMarks, type MarkName } from '../../../shared/desk/marks';
import { count, decimalsFor, formatNumber, list } from '../../../shared/format/words';
import { gaugeState, isJudged } from '../push/gauge-rows';
import { cellsByType } from '../../parts/host-cells';

/** One thing that is wrong or waits for somebody. */
export interface Alarm {
  readonly key: string;
  readonly mark: MarkName;
  readonly title: string;
  readonly about: string;
  /** When it is decided without a person; null: it waits. */
  readonly until: number | null;
}

const mostNames = 4;

/** Everything that needs somebody, worst first: what a person has to decide, gauges, hosts. Empty: nothing. */
export function alarms(desk: DeskState, now: number): readonly Alarm[] {
  return [...held(desk), ...gauges(desk, now), ...hosts(desk), ...questions(desk)];
}

function held({ push }: DeskState): Alarm[] {
  if (push?.state.at !== 'held') return [];
  const { hold } = push.state;
  const then = { rollback: 'then it rolls back', continue: 'then it goes on', hold: 'then it stays held' }[hold.then];
  return [
    {
      key: 'held',
      mark: 'warn',
      title: `${hold.owner} decides`,
      about: hold.until === null ? hold.sentence : `${then}: ${hold.sentence}`,
      until: hold.until,
    },
  ];
}

function gauges(desk: DeskState, now: number): Alarm[] {
  const judged = isJudged(desk);
  return desk.gauges.flatMap((gauge): Alarm[] => {
    const unit = gauge.unit ? ` ${gauge.unit}` : '';
    const limit = gauge.limit ? `, limit ${gauge.limit}` : '';
    if (judged) {
      const { verdict } = gauge;
      if (verdict?.word !== 'regressed') return [];
      const { pre, post } = verdict.switched;
      const decimals = decimalsFor([pre, post]);
      return [
        {
          key: `gauge ${gauge.name}`,
          mark: verdictMarks.regressed,
          title: `${gauge.name} regressed`,
          about: `${formatNumber(pre, decimals)} to ${formatNumber(post, decimals)}${unit}${limit}`,
          until: null,
        },
      ];
    }
    const state = gaugeState(gauge, false, now);
    if (state.word !== 'over limit') return [];
    return [
      {
        key: `gauge ${gauge.name}`,
        mark: state.mark,
        title: `${gauge.name} over its limit`,
        about: `${formatNumber(gauge.value, decimalsFor([gauge.value]))}${unit}${limit}`,
        until: null,
      },
    ];
  });
}

/** Hosts in trouble: what the push says of them, and all that cannot be reached, whether a push left them out or not. */
function hosts(desk: DeskState): Alarm[] {
  const cells = cellsByType(desk).flatMap((type) => type.cells);
  const named = (word: string) => cells.filter((cell) => cell.word === word).map((cell) => cell.host);
  const broken = named('broken');
  const failed = named('failed');
  const said = new Set([...broken, ...failed]);
  const gone = cells
    .filter(({ host, word }) => {
      const connection = desk.hosts[host]?.connection;
      return !said.has(host) && (word === 'unknown' || connection === 'lost' || connection === 'refused');
    })
    .map((cell) => cell.host);
  return [
    ...alarmOf('broken', 'crit', broken, 'broken'),
    ...alarmOf('failed', 'failed', failed, 'failed'),
    ...alarmOf('unknown', 'unknown', gone, 'not reached'),
  ];
}

function alarmOf(key: string, mark: MarkName, found: readonly string[], words: string): Alarm[] {
  if (found.length === 0) return [];
  const rest = found.length - mostNames;
  return [
    {
      key,
      mark,
      title: `${count(found.length, 'host')} ${words}`,
      about: list(rest > 0 ? [...found.slice(0, mostNames), `${formatNumber(rest)} more`] : found),
      until: null,
    },
  ];
}

function questions({ questions: open }: DeskState): Alarm[] {
  const [first] = open;
  if (!first) return [];
  return [
    {
      key: 'question',
      mark: 'warn',
      title: `${count(open.length, 'question')} open`,
      about: first.text,
      until: null,
    },
  ];
}
