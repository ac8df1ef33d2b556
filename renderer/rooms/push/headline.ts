import type { DeskState, GaugeView, PushView } from '../../../shared/contract/state';
import { phaseName } from '../../../shared/desk/state-block';
import { count, decimalsFor, formatBytes, formatMinute, formatNumber, formatTime, list, short } from '../../../shared/format/words';
import type { MarkName } from '../../../shared/desk/marks';

/** A sentence in pieces, so that revisions and what matters can be set apart. */
export type Piece = string | { readonly rev: string } | { readonly bold: string };

export interface Headline {
  readonly mark: MarkName;
  readonly title: readonly Piece[];
  readonly lines: readonly (readonly Piece[])[];
  readonly progress: Progress | null;
  /** It waits for a person. */
  readonly waits: boolean;
}

export interface Progress {
  readonly done: number;
  readonly half: number;
  readonly all: number;
  readonly about: string;
  readonly note: string;
  /** When it is expected to be over; null: not known. */
  readonly endsAt: number | null;
}

/** What is happening, in words: the sentence first, then the figures that prove it. */
export function headline(desk: DeskState): Headline {
  const { push } = desk;
  if (!push) return calm(desk);
  const rev: Piece = { rev: push.revision };
  const whole = push.hosts.length;
  const { state } = push;
  switch (state.at) {
    case 'planned':
    case 'staging': {
      const bytes = push.staging;
      return {
        mark: 'switching',
        title: [state.at === 'planned' ? 'About to stage ' : 'Staging ', rev, ` on ${count(whole, 'host')}`],
        lines: [['Nothing is switched yet: what runs is what ran before.'], about(push)],
        progress: bytes && {
          done: bytes.hosts,
          half: 0,
          all: bytes.totalHosts,
          about: `of ${bytes.totalHosts} hosts`,
          note: `${formatBytes(bytes.bytes)} of ${formatBytes(bytes.totalBytes)}`,
          endsAt: bytes.endsAt,
        },
        waits: false,
      };
    }
    case 'switching': {
      const part = push.hosts.filter((row) => row.phase === state.phase && row.state !== 'left out');
      const done = part.filter((row) => row.state === 'verified' || row.state === 'new').length;
      const half = part.filter((row) => row.state === 'switching').length;
      return {
        mark: 'switching',
        title: [`Switching ${count(part.length, 'host')} to `, rev],
        lines: [untouched(push), about(push)],
        progress: {
          done,
          half,
          all: part.length,
          about: `of ${part.length} switched`,
          note: half ? `${half} under way` : '',
          endsAt: null,
        },
        waits: false,
      };
    }
    case 'watching': {
      const on = push.hosts.filter((row) => row.changed || row.state === 'verified' || row.state === 'new').length;
      const step = push.steps.find((one) => one.kind === 'watch' && one.phase === state.phase);
      return {
        mark: 'switching',
        title: ['Watching ', rev, ` on ${count(on, 'host')}`],
        lines: [gaugeSentence(desk.gauges), [...untouched(push), ' ', ...about(push)]],
        progress:
          step?.lengthMs && step.startedAt !== null
            ? { done: 0, half: 0, all: 0, about: '', note: '', endsAt: step.startedAt + step.lengthMs }
            : null,
        waits: false,
      };
    }
    case 'held': {
      const { hold } = state;
      const then = { rollback: 'it rolls back', continue: 'it goes on', hold: 'it stays held' }[hold.then];
      return {
        mark: 'warn',
        title: [
          'Held: ',
          rev,
          ` in the ${state.during === 'staging' ? 'staging' : `${state.during === 'watching' ? 'watch' : 'switch'} of ${phaseName(push, state.phase)}`}`,
        ],
        lines: [
          [hold.sentence],
          [
            { bold: `${hold.owner} decides` },
            hold.until ? ` until ${formatTime(hold.until)}, then ${then}.` : '; nothing goes on until then.',
            ' ',
            ...untouched(push),
          ],
        ],
        progress: hold.until ? { done: 0, half: 0, all: 0, about: '', note: `then ${then}`, endsAt: hold.until } : null,
        waits: true,
      };
    }
    case 'rolling back':
    case 'rolled back':
      return takenBack(desk, push);
    case 'failed':
      return {
        mark: 'failed',
        title: [`${push.id} failed before any host was switched`],
        lines: [[state.why], about(push)],
        progress: null,
        waits: desk.lock.state === 'held',
      };
    case 'superseded':
      return {
        mark: 'warn',
        title: [`${push.id} was superseded`],
        lines: [[state.why], about(push)],
        progress: null,
        waits: false,
      };
    case 'done':
      return calm(desk);
  }
}

function takenBack(desk: DeskState, push: PushView): Headline {
  const back = push.hosts.filter((row) => row.state === 'rolled back').length;
  const half = push.hosts.filter((row) => row.state === 'reverting').length;
  const all = push.hosts.filter((row) => row.changed || row.state === 'rolled back' || row.state === 'reverting').length;
  const offered = desk.rollback?.push === push.id ? desk.rollback.to : null;
  const to = offered ?? push.hosts.find((row) => row.previous)?.previous ?? null;
  const target: readonly Piece[] = to ? [' to ', { rev: to }] : [' to what each had'];
  const why: readonly Piece[] = gaugeThatActed(desk.gauges) ?? ['why' in push.state ? push.state.why : ''];
  if (push.state.at !== 'rolled back') {
    const step = push.steps.findLast((one) => one.kind === 'roll back');
    const next = all - back - half;
    return {
      mark: 'crit',
      title: [`Rolling back ${count(all, 'host')}`, ...target],
      lines: [why, [...untouched(push), ' ', ...about(push)]],
      progress: {
        done: back,
        half,
        all,
        about: `of ${all} back`,
        note: [half ? `${half} switching` : '', next > 0 ? `${next} next` : ''].filter(Boolean).join(', '),
        endsAt: step?.startedAt && step.lengthMs ? step.startedAt + step.lengthMs : null,
      },
      waits: false,
    };
  }
  const { outcome } = push;
  const recovered: Piece =
    outcome?.recovered === true
      ? { bold: `Recovered${outcome.recoveredAt ? ` at ${formatMinute(outcome.recoveredAt)}` : ''}: it was the push.` }
      : outcome?.recovered === false
        ? { bold: 'It did not recover: then it was not the push.' }
        : 'The gauges are watched again to see whether it was the push.';
  const pending = push.state.pending;
  return {
    mark: pending ? 'crit' : 'back',
    title: [`Rolled back ${count(all, 'host')}`, ...target, pending ? `, ${pending} still to come back` : ''],
    lines: [
      [...why, ' ', recovered],
      [...untouched(push), ' ', ...about(push)],
    ],
    progress: null,
    waits: desk.lock.kind === 'kept' || pending > 0,
  };
}

function calm({ live, push, waiting, recent }: DeskState): Headline {
  const revision = live.revision ?? live.release;
  const last = push ?? recent[0];
  const lines = waiting.commits.reduce((sum, commit) => sum + commit.added + commit.removed, 0);
  const off = live.hosts - live.hostsOnIt;
  return {
    mark: live.readAt === null || !revision ? 'pending' : off ? 'warn' : 'ok',
    title: revision
      ? [
          { rev: revision },
          ` is live on ${off ? `${live.hostsOnIt} of ${count(live.hosts, 'host')}` : `all ${count(live.hosts, 'host')}`}`,
        ]
      : [`Reading ${count(live.hosts, 'host')}`],
    lines: [
      last
        ? [
            `${last.id} by ${last.captain}, ${'result' in last ? last.result : last.state.at}${last.endedAt ? ` at ${formatMinute(last.endedAt)}` : ''}.`,
          ]
        : ['No push was made from this desk yet.'],
      waiting.error
        ? [{ bold: 'What is waiting is not known: ' }, waiting.error]
        : waiting.commits.length
          ? [
              { bold: `${count(waiting.commits.length, 'commit')} waiting` },
              `, ${count(lines, 'line')} by ${list([...new Set(waiting.commits.map((commit) => commit.author))].slice(0, 3))}.`,
            ]
          : ['Nothing is waiting.'],
    ],
    progress: null,
    waits: false,
  };
}

/** The gauge that took the push back: `php errors 0.18 to 7.42 per s (limit > 5) on 6 of 6 hosts; untouched 0.19.` */
export function gaugeThatActed(gauges: readonly GaugeView[]): readonly Piece[] | null {
  const gauge =
    gauges.find((one) => one.verdict?.word === 'regressed' && one.severity === 'critical') ??
    gauges.find((one) => one.verdict?.word === 'regressed');
  if (!gauge?.verdict) return null;
  const { switched, comparator, show } = gauge.verdict;
  const decimals = decimalsFor([switched.pre, switched.post]);
  const number = (value: number | null) => formatNumber(value, decimals);
  return [
    { bold: `${gauge.name} ${number(switched.pre)} to ${number(switched.post)}${gauge.unit ? ` ${gauge.unit}` : ''}` },
    `${gauge.limit ? ` (limit ${gauge.limit})` : ''} on ${show.length} of ${count(switched.hosts, 'switched host')}`,
    comparator && comparator.post !== null ? `; untouched ${number(comparator.post)}.` : '.',
  ];
}

function gaugeSentence(gauges: readonly GaugeView[]): readonly Piece[] {
  const judged = gauges.filter((gauge) => gauge.verdict);
  if (!judged.length) return [`Not judged yet: ${count(gauges.length, 'gauge')} warm up.`];
  const ok = judged.filter((gauge) => gauge.verdict?.word === 'ok').length;
  const little = judged.filter((gauge) => gauge.verdict?.word === 'too little').length;
  const bad = judged.filter((gauge) => gauge.verdict && !['ok', 'too little'].includes(gauge.verdict.word));
  if (bad.length)
    return [
      { bold: list(bad.slice(0, 3).map((gauge) => `${gauge.name} ${gauge.verdict?.word ?? ''}`)) },
      `, ${ok} of ${gauges.length} ok.`,
    ];
  // Early in a watch that is the rule, and nobody has to do anything about it.
  if (little) return [{ bold: 'Nothing regressed' }, `: ${count(ok, 'gauge')} ok, ${little} with too little data to tell.`];
  return [{ bold: `All ${count(judged.length, 'gauge')} ok` }, ', none moved more than the untouched hosts.'];
}

function untouched(push: PushView): readonly Piece[] {
  const never = push.hosts.filter((row) => !row.changed && ['old', 'staging', 'staged', 'left out'].includes(row.state)).length;
  const waits = push.state.at === 'switching' || push.state.at === 'watching' || push.state.at === 'held';
  if (!never) return [];
  return [
    {
      bold: waits
        ? `${count(never, 'host')} not switched.`
        : `${count(never, 'host')} ${never === 1 ? 'was' : 'were'} never switched.`,
    },
  ];
}

const about = (push: PushView): readonly Piece[] => [
  `Push ${push.id}, `,
  { rev: push.revision },
  `, ${count(push.commits.length, 'commit')}, ${push.captain}.`,
];

/** The pieces as plain text. */
export const plain = (pieces: readonly Piece[]): string =>
  pieces.map((piece) => (typeof piece === 'string' ? piece : 'rev' in piece ? short(piece.rev) : piece.bold)).join('');
