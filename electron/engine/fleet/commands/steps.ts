import type { OutOfService } from '../../../../shared/contract/fleet';
import { field, numberField, parseAnswer } from './answer';
import changeFunctions from './change.sh?raw';
import factsFunction from './facts.sh?raw';
import journalScript from './journal.sh?raw';
import lockScript from './lock.sh?raw';
import prelude from './prelude.sh?raw';
import pruneScript from './prune.sh?raw';
import readScript from './read.sh?raw';
import receiveScript from './receive.sh?raw';
import rollbackScript from './rollback.sh?raw';
import serviceScript from './service.sh?raw';
import { commandLine } from './shell';
import stageScript from './stage.sh?raw';
import switchScript from './switch.sh?raw';

/**
 * One step on a host: the command line that takes it, and what its answer means. Nothing here runs anything. `read` returns
 * null when the answer is not one (the script died, or something else answered).
 */
export interface Step<Result> {
  readonly name: string;
  readonly command: string;
  /** It goes to its end on the host, also when nobody waits for it any longer. */
  readonly survives?: boolean;
  /** What the script is given, the path first. */
  readonly args: readonly string[];
  readonly read: (stdout: string) => Result | null;
  /** What went wrong on the host although the script ran to its end; null: nothing. */
  readonly wrong?: (result: Result) => Wrong | null;
}

export interface Wrong {
  /** Exit code of what was run; null: it was refused before. */
  readonly code: number | null;
  readonly said: string;
}

function step<Result>(
  name: string,
  script: string,
  args: readonly string[],
  read: (answer: Fields) => Result,
  wrong: (result: Result) => Wrong | null = () => null,
): Step<Result> {
  return {
    wrong,
    name,
    args,
    command: commandLine(`${prelude}\n${script}`, args),
    read: (stdout) => {
      const answer = parseAnswer(name, stdout);
      return answer.ok ? read(answer) : null;
    },
  };
}

type Fields = Extract<ReturnType<typeof parseAnswer>, { ok: true }>;

/** A host's `.capstan/pushes/<id>`: what it was on before that push, and whether it has been taken back since. */
export interface PushRecord {
  readonly push: string;
  readonly previous: string | null;
  readonly next: string | null;
  readonly back: boolean;
  /** Seconds since 1970 on the host's clock. */
  readonly at: number | null;
}

/** The number in a push's name; 0 for what is none. */
export function pushNumber(push: string): number {
  return Number(/^r-(\d{1,15})$/.exec(push)?.[1] ?? 0);
}

/** What is true on a host, of a push. */
export interface PushFacts {
  /** The release that `current` leads to, as the host resolves it; a link that leads elsewhere is called by its text. */
  readonly linked: string | null;
  /** The highest fence that the host has seen. */
  readonly fence: number;
  /** A change that was begun and not ended: by a script that is still at it, or that died. */
  readonly doing: 'forward' | 'back' | null;
  readonly releases: readonly string[];
  readonly pushes: readonly PushRecord[];
  /** Taken out of service by a person; null: in service. */
  readonly out: OutOfService | null;
}

export interface HostFacts extends PushFacts {
  /** Seconds since 1970 on the host's clock. */
  readonly time: number | null;
  readonly freeBytes: number | null;
  readonly writable: boolean;
}

/** What is true on a host: read, never assumed. */
export function readStep(path: string): Step<HostFacts> {
  return step<HostFacts>('read', `${factsFunction}\n${readScript}`, [path], (answer) => ({
    ...pushFacts(answer),
    time: numberField(answer, 'time'),
    freeBytes: kib(numberField(answer, 'free')),
    writable: field(answer, 'writable') === 'yes',
  }));
}

function pushFacts(answer: Fields): PushFacts {
  return {
    linked: field(answer, 'linked'),
    fence: numberField(answer, 'fence') ?? 0,
    doing: oneOf(field(answer, 'doing'), ['forward', 'back']),
    releases: answer.fields.get('release') ?? [],
    pushes: (answer.fields.get('push') ?? []).map(pushRecord),
    out: outOfService(answer),
  };
}

/** Takes a host out of service (`out` says by whom and why), puts it back (`in`), or only asks. */
export function serviceStep(
  path: string,
  what: { readonly out: { readonly by: string; readonly reason: string } } | 'in' | 'read',
): Step<{ readonly out: OutOfService | null }> {
  const words = typeof what === 'string' ? [what, ''] : ['out', JSON.stringify({ by: what.out.by, reason: what.out.reason })];
  return step('service', serviceScript, [path, ...words], (answer) => ({ out: outOfService(answer) }));
}

export interface StageAnswer {
  readonly refused: 'fence' | null;
  readonly fence: number | null;
  readonly complete: boolean;
  readonly haveBytes: number;
  readonly freeBytes: number | null;
}

/** Makes the directories and says how much of the release is there already. */
export function stageStep(args: { path: string; fence: number; release: string; desk: string }): Step<StageAnswer> {
  return step('stage', stageScript, [args.path, String(args.fence), args.release, args.desk], (answer) => ({
    refused: field(answer, 'refused') === 'fence' ? 'fence' : null,
    fence: numberField(answer, 'fence'),
    complete: field(answer, 'complete') === 'yes',
    haveBytes: numberField(answer, 'have') ?? 0,
    freeBytes: kib(numberField(answer, 'free')),
  }));
}

export interface ReceiveAnswer {
  readonly complete: boolean;
  readonly refused: 'offset' | 'short' | 'digest' | 'fence' | null;
}

/** Takes the artifact from `offset` on over standard input, verifies its digest and unpacks it. */
export function receiveStep(args: {
  path: string;
  fence: number;
  release: string;
  desk: string;
  sizeBytes: number;
  sha256: string;
  offset: number;
}): Step<ReceiveAnswer> {
  const { path, fence, release, desk, sizeBytes, sha256, offset } = args;
  return step(
    'receive',
    receiveScript,
    [path, String(fence), release, desk, String(sizeBytes), sha256, String(offset)],
    (answer) => ({
      complete: field(answer, 'complete') === 'yes',
      refused: oneOf(field(answer, 'refused'), ['offset', 'short', 'digest', 'fence']),
    }),
  );
}

export interface SwitchAnswer {
  readonly refused: 'fence' | 'out' | 'incomplete' | 'no previous' | 'not changed' | null;
  readonly fence: number | null;
  /** What was linked before this switch. */
  readonly was: string | null;
  readonly linked: string | null;
  /** Exit code of the reload; null: not reached. */
  readonly reload: number | null;
}

/** For how long a reload may last before it is ended on the host, in seconds: less than the desk waits for the step. */
export const reloadLimitSeconds = 90;

/**
 * Links a release and reloads: one critical section on the host, which goes to its end whatever becomes of the connection. `back` goes to
 * what this host was on before the push; `release` counts only where it has no record of it.
 */
export function switchStep(args: {
  path: string;
  fence: number;
  push: string;
  release: string | null;
  way: 'forward' | 'back';
  reload: string | null;
}): Step<SwitchAnswer> {
  const { path, fence, push, release, way, reload } = args;
  const made = step(
    'switch',
    `${changeFunctions}\n${switchScript}`,
    [path, String(fence), push, release ?? '', way, reload ?? '', String(reloadLimitSeconds)],
    switchAnswer,
    switchWrong,
  );
  return { ...made, survives: true };
}

function switchAnswer(answer: Fields): SwitchAnswer {
  return {
    refused: oneOf(field(answer, 'refused'), ['fence', 'out', 'incomplete', 'no previous', 'not changed']),
    fence: numberField(answer, 'fence'),
    was: field(answer, 'was'),
    linked: field(answer, 'linked'),
    reload: numberField(answer, 'reload'),
  };
}

/** What went wrong with a switch that ran to its end; null: nothing. */
export function switchWrong({ refused, reload }: SwitchAnswer): Wrong | null {
  if (refused === 'fence' || refused === 'incomplete' || refused === 'no previous')
    return { code: null, said: `refused: ${refused}` };
  if (reload === null || reload === 0) return null;
  return { code: reload, said: reloadFailed(reload) };
}

/** Why a reload counts as failed, for people. */
export function reloadFailed(code: number): string {
  return code === 124
    ? 'the reload was ended: it lasted too long, or a rollback was waiting for this host'
    : `the reload ended with exit code ${code}`;
}

export interface FenceAnswer {
  readonly refused: 'fence' | null;
  /** What is true there under the new fence; of a host that refuses only its fence. */
  readonly facts: PushFacts;
}

/** What `rollback.sh` is told and answers, word by word; see there. Each reader gives null as long as that answer is not there whole. */
export const rollbackWords = {
  facts: (stdout: string) => part(stdout, 'facts', pushFacts),
  fence: (fence: number) => `fence ${fence}\n`,
  fenced: (stdout: string): FenceAnswer | null =>
    part(stdout, 'fence', (answer) => ({ refused: oneOf(field(answer, 'refused'), ['fence']), facts: pushFacts(answer) })),
  back: (to: { fence: number; push: string; release: string | null }) => `back ${to.fence} ${to.push} ${to.release ?? ''}\n`,
  wentBack: (stdout: string) => part(stdout, 'switch', switchAnswer),
} as const;

function part<Result>(stdout: string, name: string, read: (answer: Fields) => Result): Result | null {
  const answer = parseAnswer(name, stdout);
  return answer.ok ? read(answer) : null;
}

/** One process on a host for the whole of its rollback: it says what is true there, takes the new fence, goes back. */
export function rollbackCommand(path: string, reload: string | null): string {
  return commandLine([prelude, changeFunctions, factsFunction, rollbackScript].join('\n'), [
    path,
    reload ?? '',
    String(reloadLimitSeconds),
  ]);
}

export interface PruneAnswer {
  readonly refused: 'fence' | null;
  readonly removed: readonly string[];
}

/** Removes releases that are neither kept, nor linked, nor gone back to. */
export function pruneStep(args: { path: string; fence: number; keep: readonly string[] }): Step<PruneAnswer> {
  return step(
    'prune',
    pruneScript,
    [args.path, String(args.fence), ...args.keep],
    (answer) => ({
      refused: oneOf(field(answer, 'refused'), ['fence']),
      removed: answer.fields.get('removed') ?? [],
    }),
    ({ refused }) => (refused === null ? null : { code: null, said: `refused: ${refused}` }),
  );
}

/** The highest fence and the highest number of a push that any host knows. */
export interface Seen {
  readonly fence: number;
  readonly push: number;
}

export interface LockAnswer {
  readonly held: boolean;
  readonly token: string | null;
  /** The owner's JSON line, as it was written. */
  readonly owner: string | null;
  /** Seconds; 0: kept until cleared. */
  readonly leaseSeconds: number;
  readonly fence: number;
  readonly ageSeconds: number;
  /** Seconds since 1970 on the coordinator's clock. */
  readonly time: number | null;
  /** `taken`, `renewed`, `cleared`: whether what was asked was done. */
  readonly done: boolean;
  /** The new push's number, where one was asked for. */
  readonly number: number | null;
}

/**
 * Takes, renews, clears or reads the fleet's lock on the coordinator. `force` is the rollback's: it always takes it; `again` takes also what
 * this desk has kept. A lease of 0 is kept until a person clears it.
 */
export function lockStep(args: {
  path: string;
  what: 'take' | 'again' | 'force' | 'renew' | 'clear' | 'read';
  token: string;
  leaseSeconds: number;
  owner: string;
  numbered: boolean;
  /** Of a lock to clear: only if it was taken with this fence; 0: whichever it is. */
  fence?: number;
  /** The highest seen on any host: what is given out is higher. */
  seen?: Seen;
}): Step<LockAnswer> {
  const number = args.what === 'clear' ? (args.fence ?? 0) : args.leaseSeconds;
  const { fence: highest, push } = args.seen ?? { fence: 0, push: 0 };
  const words = [
    args.path,
    args.what,
    args.token,
    String(number),
    args.owner,
    args.numbered ? 'yes' : 'no',
    String(highest),
    String(push),
  ];
  return step('lock', lockScript, words, (answer) => ({
    held: field(answer, 'held') === 'yes',
    token: field(answer, 'token'),
    owner: field(answer, 'owner'),
    leaseSeconds: numberField(answer, 'lease') ?? 0,
    fence: numberField(answer, 'fence') ?? numberField(answer, 'counter') ?? 0,
    ageSeconds: numberField(answer, 'age') ?? 0,
    time: numberField(answer, 'time'),
    done: ['taken', 'renewed', 'cleared'].some((key) => field(answer, key) === 'yes'),
    number: numberField(answer, 'number'),
  }));
}

/** Appends lines to the fleet's journal and reads its last ones. */
export function journalStep(args: { path: string; append: readonly string[]; tail: number }): Step<{ lines: readonly string[] }> {
  const lines = args.append.map((line) => line.replaceAll(/[\r\n]+/g, ' '));
  return step('journal', journalScript, [args.path, String(args.tail), ...lines], (answer) => ({
    lines: answer.fields.get('line') ?? [],
  }));
}

/** Who took a host out, as another desk may have written it: wrong shapes are read as nothing said, but the host is out. */
function outOfService(answer: Fields): OutOfService | null {
  const line = answer.fields.get('out')?.[0];
  if (line === undefined) return null;
  const gap = line.indexOf(' ');
  const at = line.slice(0, gap);
  let words: unknown = null;
  try {
    words = JSON.parse(line.slice(gap + 1));
  } catch {
    // Nothing said.
  }
  const text = (key: 'by' | 'reason') => {
    const value = typeof words === 'object' && words !== null ? (words as Record<string, unknown>)[key] : null;
    return typeof value === 'string' ? value.slice(0, 500) : '';
  };
  return { by: text('by') || 'somebody', at: /^\d{1,12}$/.test(at) ? Number(at) * 1000 : null, reason: text('reason') };
}

function pushRecord(text: string): PushRecord {
  const word = (key: string) => new RegExp(`(?:^| )${key}=([^ ]*)`).exec(text)?.[1] || null;
  const at = word('at');
  return {
    push: text.split(' ', 1)[0] ?? '',
    previous: word('previous'),
    next: word('next'),
    back: word('back') !== null,
    at: at !== null && /^\d+$/.test(at) ? Number(at) : null,
  };
}

function kib(value: number | null): number | null {
  return value === null ? null : value * 1024;
}

function oneOf<Word extends string>(value: string | null, words: readonly Word[]): Word | null {
  return words.find((word) => word === value) ?? null;
}
