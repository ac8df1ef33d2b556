import type { Plain } from '../../shared/contract/settings';
import { parseDuration } from '../../shared/format/duration';
import { parseLimit } from '../../shared/judge/limit-text';
import { parseGauge } from '../../shared/series/expression';
import { fieldOf, isGroup, isList, textOf, type Group } from './plain';

/** Says at once what is wrong with what was typed; null: nothing that can be seen without the engine. */
export type Check = (text: string) => string | null;

export const limit: Check = (text) =>
  parseLimit(text) && !text.includes('\u2212') ? null : 'A comparison is needed: > 5, >= 5, < 100 or <= 100.';

export const duration: Check = (text) =>
  parseDuration(text.trim()) === null ? 'A time is needed: 500ms, 10s, 3m, 1h30m or 2d.' : null;

export const percent: Check = (text) => (/^\s*\d+(\.\d+)?\s*%\s*$/.test(text) ? null : 'A percentage is needed, such as 50%.');

export const amount: Check = (text) =>
  /^\s*\+?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i.test(text) ? null : 'A number of 0 or more is needed, such as 0.2.';

export const whole: Check = (text) => (/^\s*[1-9]\d{0,3}\s*$/.test(text) ? null : 'A whole number of 1 or more is needed.');

export const share: Check = (text) =>
  /^\s*(\d+|\d+(\.\d+)?\s*%)\s*$/.test(text) ? null : 'A share such as 5%, or a number of hosts such as 3, is needed.';

export const gaugeName: Check = (text) =>
  /^[A-Za-z0-9][A-Za-z0-9 ._-]{0,63}$/.test(text)
    ? null
    : 'Up to 64 letters, digits, blanks, dots, hyphens and underscores are needed, a letter or digit first.';

export const expression: Check = (text) => {
  const read = parseGauge(text);
  return read.ok ? null : `${read.message.charAt(0).toUpperCase()}${read.message.slice(1)}.`;
};

export const noData: Check = (text) => {
  const match = /^(?:wait\s+(.+?)\s+then\s+)?(hold|fail|ignore)$/.exec(text.trim());
  return match && parseDuration(match[1] ?? '1m') !== null
    ? null
    : 'Say what to do: wait 1m then hold; or fail, or ignore, in place of hold.';
};

/** One field of a form. */
export interface FieldInfo {
  readonly path: readonly string[];
  readonly label: string;
  /** What it is for. */
  readonly hint: string;
  /** What holds while the field is empty; left out: it has to be filled in, or nothing holds. */
  readonly usual?: string;
  readonly needed?: true;
  readonly check?: Check;
  /** The words there are to choose from. */
  readonly words?: readonly string[];
  /** May have several lines. */
  readonly lines?: true;
}

export const gaugeFields = {
  name: { path: ['name'], label: 'Name', hint: 'Shown everywhere.', needed: true, check: gaugeName },
  metric: {
    path: ['metric'],
    label: 'Metric',
    hint: 'A series, rate(), or sum, avg, max, min by type.',
    needed: true,
    check: expression,
  },
  kind: {
    path: ['kind'],
    label: 'Kind',
    hint: 'count: things that happen; level: a height.',
    usual: 'level',
    words: ['count', 'level'],
  },
  unit: { path: ['unit'], label: 'Unit', hint: 'Shown beside its numbers.', usual: '' },
  limit: { path: ['limit'], label: 'Limit', hint: 'Absolute bound after the push: > 5', usual: '', check: limit },
  up: { path: ['change', 'up'], label: 'Rise by more than', hint: 'Is a regression: 50%', usual: '', check: percent },
  down: { path: ['change', 'down'], label: 'Fall by more than', hint: 'Is a regression: 30%', usual: '', check: percent },
  atLeast: { path: ['change', 'at_least'], label: 'At least', hint: 'Smaller changes never count.', usual: '', check: amount },
  severity: {
    path: ['severity'],
    label: 'Severity',
    hint: 'critical: rolls back at once; normal: at the end of the watch; advisory: never.',
    usual: 'normal',
    words: ['critical', 'normal', 'advisory'],
  },
  warmUp: { path: ['warm_up'], label: 'Warm-up', hint: 'Not judged for so long.', usual: '30s', check: duration },
  noData: {
    path: ['no_data'],
    label: 'No data',
    hint: 'When samples stay away on all hosts.',
    usual: 'wait 1m then hold',
    check: noData,
  },
  tooLittle: {
    path: ['too_little'],
    label: 'Too little',
    hint: 'Samples, but not enough to tell.',
    usual: 'pass',
    words: ['pass', 'hold', 'fail'],
  },
} as const satisfies Readonly<Record<string, FieldInfo>>;

const policies = ['rollback', 'hold', 'continue'] as const;

export const pushGroups: readonly { readonly title: string; readonly fields: readonly FieldInfo[] }[] = [
  {
    title: 'Hosts at once',
    fields: [
      { path: ['batch'], label: 'Batch', hint: 'Hosts out of service at once, per type.', usual: '10%', check: share },
      { path: ['rollback_batch'], label: 'Rollback batch', hint: 'The same while rolling back.', usual: '100%', check: share },
      {
        path: ['max_excluded'],
        label: 'May be left out',
        hint: 'Unreachable or without room, before the switch.',
        usual: '2%',
        check: share,
      },
      {
        path: ['max_failed_hosts'],
        label: 'May fail',
        hint: 'After the switch, before all is rolled back.',
        usual: '0',
        check: share,
      },
    ],
  },
  {
    title: 'When something is not clear',
    fields: [
      {
        path: ['when_suspect', 'hold'],
        label: 'Suspect: hold for',
        hint: 'A gauge moved, but so did its comparator.',
        usual: '2m',
        check: duration,
      },
      { path: ['when_suspect', 'then'], label: 'Then', hint: 'If nobody decides.', usual: 'rollback', words: policies },
      {
        path: ['when_desk_lost', 'canary'],
        label: 'Desk lost, canary',
        hint: 'In all phases but the last.',
        usual: 'rollback',
        words: policies,
      },
      {
        path: ['when_desk_lost', 'all'],
        label: 'Desk lost, all hosts',
        hint: 'In the last phase.',
        usual: 'hold',
        words: policies,
      },
    ],
  },
  {
    title: 'Times',
    fields: [
      { path: ['pre'], label: 'Before the switch', hint: 'How far back the comparison reaches.', usual: '5m', check: duration },
      { path: ['every'], label: 'Every', hint: 'Between two scrapes and two looks.', usual: '10s', check: duration },
      { path: ['lease'], label: 'Lease', hint: 'The lock lives so long without being renewed.', usual: '30s', check: duration },
    ],
  },
  {
    title: 'Releases kept',
    fields: [
      { path: ['keep_releases', 'last'], label: 'The last', hint: 'On each host.', usual: '5', check: whole },
      {
        path: ['keep_releases', 'and_live_within'],
        label: 'And all live within',
        hint: 'Whatever their number.',
        usual: '24h',
        check: duration,
      },
    ],
  },
  {
    title: 'Commands and paths',
    fields: [
      {
        path: ['before'],
        label: 'Before',
        hint: 'Once per push on the coordinator, before the first switch.',
        usual: '',
        lines: true,
      },
      { path: ['after'], label: 'After', hint: 'Once per push on the coordinator, when it is done.', usual: '', lines: true },
      {
        path: ['irreversible'],
        label: 'Irreversible',
        hint: 'Paths whose change no rollback can undo: db/migrations/**',
        usual: '',
      },
    ],
  },
];

/** What can be seen to be wrong with a field at once. */
export function instant(info: FieldInfo, group: Group): string | null {
  const text = textOf(fieldOf(group, info.path));
  if (text.trim() === '') return info.needed ? `${info.label} is needed.` : null;
  return info.check?.(text) ?? null;
}

/** What of a gauge can be seen to be wrong, the first of it; null: nothing. */
export function gaugeFault(gauge: Group): string | null {
  for (const info of Object.values(gaugeFields)) {
    const fault = instant(info, gauge);
    if (fault !== null) return `${info.label}: ${fault}`;
  }
  return null;
}

/** The phases of a push, as rows of a form. */
export function phasesOf(push: Group): readonly Group[] {
  const phases: Plain | undefined = push['phases'];
  return isList(phases) ? phases.map((phase) => (isGroup(phase) ? phase : {})) : usualPhases;
}

export const usualPhases: readonly Group[] = [
  { hosts: '5%', watch: '3m' },
  { hosts: '100%', watch: '5m' },
];
