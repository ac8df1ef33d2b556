import { durationText, hostsText } from './number-text';
import type { GaugeInput } from './types';
import type { HostFacts } from './windows';

export interface MissingFinding {
  readonly word: 'regressed' | 'unknown' | 'waiting' | 'none';
  readonly reason: string;
  /** Switched hosts that are silent for longer than a missed sample or two explain. */
  readonly silent: readonly string[];
  /** Who is silent and for how long; to be added to another rule's reason. Empty if nobody is. */
  readonly note: string;
}

/** One late sample is not silence yet. */
const LATE_SAMPLES = 2.5;

/**
 * How long nothing has come from this host, counted from when something was due, or from when the desk woke that would have heard
 * it; null where nothing is due.
 */
export function silenceOf(one: HostFacts, { now, awakeSince = 0 }: Pick<GaugeInput, 'now' | 'awakeSince'>): number | null {
  const since = one.lastAt ?? one.window.postFrom;
  return since === null ? null : Math.max(0, now - Math.max(since, awakeSince));
}

/**
 * Samples that stopped, or never came: on switched hosts while others report, the process may be dead; on all of them,
 * nothing is known. Both only after the gauge's own wait.
 */
export function missingRule(input: GaugeInput, hosts: readonly HostFacts[]): MissingFinding {
  const { now, everyMs } = input;
  const wait = Math.max(input.gauge.noData.waitMs, everyMs);
  const late = LATE_SAMPLES * everyMs;
  const due = hosts.filter((one) => one.group === 'switched' && one.window.postFrom !== null);
  const silent = due.filter((one) => (silenceOf(one, input) ?? 0) > Math.min(late, wait));
  const names = silent.map((one) => one.host);
  if (silent.length === 0) return { word: 'none', reason: '', silent: [], note: '' };
  const age = (some: readonly HostFacts[]): string => durationText(Math.max(...some.map((one) => silenceOf(one, input) ?? 0)));
  const gone = due.filter((one) => (silenceOf(one, input) ?? 0) > wait);
  const reporting = hosts.some((one) => one.lastAt !== null && now - one.lastAt <= wait);
  const note = `${nameText(silent)} silent for ${age(silent)}`;
  if (gone.length > 0 && reporting) {
    return {
      word: 'regressed',
      reason: `${nameText(gone)} silent for ${age(gone)}, others report: the process may be dead.`,
      silent: gone.map((one) => one.host),
      note,
    };
  }
  if (gone.length > 0 && gone.length === due.length) {
    return {
      word: 'unknown',
      reason: `No sample from any host for ${durationText(leastSilence(due, input))}.`,
      silent: names,
      note,
    };
  }
  if (silent.length === due.length) {
    const left = durationText(wait);
    return {
      word: 'waiting',
      reason: `No sample for ${durationText(leastSilence(due, input))}; a verdict after ${left}.`,
      silent: names,
      note,
    };
  }
  return { word: 'none', reason: '', silent: names, note };
}

function leastSilence(hosts: readonly HostFacts[], input: GaugeInput): number {
  return Math.min(...hosts.map((one) => silenceOf(one, input) ?? 0));
}

function nameText(hosts: readonly HostFacts[]): string {
  const [first, second] = hosts.map((one) => one.host);
  if (first === undefined) return 'No host';
  if (second === undefined) return first;
  return hosts.length === 2 ? `${first} and ${second}` : `${first} and ${hostsText(hosts.length - 1, 'other')}`;
}
