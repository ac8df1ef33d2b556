import type { DeskState } from '../../../shared/contract/state';
import type { MarkName } from '../../../shared/desk/marks';
import { count, list, short } from '../../../shared/format/words';
import { isActive } from '../../../shared/push/push';
import type { HostRow } from './host-rows';

/** What the room says first, and what it says below it: everything that is off, worst first. */
export interface Headline {
  readonly mark: MarkName;
  readonly sentence: string;
  readonly rest: readonly string[];
}

const named = 3;

/** `www-1, www-2, www-3 and 4 more`. */
export function names(rows: readonly { readonly id: string }[]): string {
  const shown = rows.slice(0, named).map((row) => row.id);
  return list(rows.length > named ? [...shown, `${rows.length - named} more`] : shown);
}

/** The sentence of the fleet. Rows are those of `hostRows`. */
export function headline(desk: Pick<DeskState, 'live' | 'push'>, rows: readonly HostRow[]): Headline {
  const { push, live } = desk;
  const found: { mark: MarkName; sentence: string }[] = [];
  const say = (mark: MarkName, of: readonly HostRow[], sentence: (hosts: string, are: string) => string) => {
    if (of.length > 0)
      found.push({ mark, sentence: `${sentence(count(of.length, 'host'), of.length === 1 ? 'is' : 'are')}: ${names(of)}` });
  };
  const inService = rows.filter((row) => row.view.out === null);
  const of = (...words: string[]) => inService.filter((row) => words.includes(row.word));
  const release = live.release === null ? null : short(live.release);

  say('crit', of('not well', 'not readable'), (hosts, are) => `${hosts} ${are} not well`);
  say('crit', of('runs another'), (hosts) => `${hosts} ${hosts === '1 host' ? 'runs' : 'run'} something else than what is linked`);
  say('crit', of('failed', 'broken'), (hosts) => `${hosts} failed`);
  say('unknown', of('not reached', 'refused', 'unknown'), (hosts) => `${hosts} cannot be reached`);
  say('stale', of('stale'), (hosts, are) => `${hosts} ${are} not being read`);
  say(
    'warn',
    inService.filter((row) => row.drifts),
    (hosts) => `${hosts} not on ${release ?? 'the live release'}`,
  );
  say('warn', of('nothing linked'), (hosts) => `Nothing is linked on ${hosts}`);
  say('warn', of('little room'), (hosts) => `Little room on ${hosts}`);
  say('warn', of('failing'), (hosts, are) => `${hosts} ${are} failing`);
  if (push && isActive(push.state)) {
    const on = inService.filter((row) => row.view.linked === push.release).length;
    found.push({
      mark: 'switching',
      sentence: `${push.id} is under way: ${on} of ${rows.length} hosts are on ${short(push.release || push.revision)}`,
    });
  }
  say(
    'dash',
    rows.filter((row) => row.view.out !== null),
    (hosts, are) => `${hosts} ${are} out of service`,
  );
  const unread = of('not read yet');
  if (unread.length > 0)
    found.push({
      mark: 'pending',
      sentence: `${count(unread.length, 'host')} ${unread.length === 1 ? 'was' : 'were'} not read yet`,
    });

  const [first, ...rest] = found;
  const fine = `${inService.length === rows.length ? 'All ' : ''}${count(inService.length, 'host')} on ${release ?? 'nothing'}`;
  if (!first) return { mark: 'ok', sentence: fine, rest: [] };
  // What is handled, or not yet known, does not speak before what is well.
  if (first.mark === 'dash') return { mark: 'ok', sentence: fine, rest: found.map((one) => one.sentence) };
  return { mark: first.mark, sentence: first.sentence, rest: rest.map((one) => one.sentence) };
}
