import type { Stretch, TrendData, TrendMark } from '../../../shared/contract/trends';
import { count, formatUtc } from '../../../shared/format/words';
import { formatDateTime } from '../../../shared/format/time';
import type { UnitScale } from './unit-scale';

const mostTold = 6;

/** A chart in words, for who cannot see it. */
export function summaryOf(
  title: string,
  data: TrendData,
  { fromMs, toMs }: Stretch,
  marks: readonly TrendMark[],
  scale: UnitScale,
  figure: (value: number | null) => string,
): string {
  const inside = marks.filter((mark) => mark.at >= fromMs && mark.at <= toMs);
  const pushes = new Set(inside.flatMap((mark) => (mark.push === null ? [] : [mark.push]))).size;
  const back = inside.filter((mark) => mark.kind === 'rollback').length;
  const told = data.lines
    .slice(0, mostTold)
    .map(
      (line) =>
        `${line.name || 'value'}: newest ${line.current === null ? 'unknown' : figure(line.current)}, least ${figure(line.minimum)}, greatest ${figure(line.maximum)}`,
    );
  const left = data.lines.length - mostTold + data.more;
  return [
    `${title}${scale.word ? `, ${scale.word}` : ''}, from ${formatDateTime(fromMs)} to ${formatDateTime(toMs)}, that is to ${formatUtc(toMs)}`,
    ...(told.length ? told : ['no readings']),
    ...(left > 0 ? [count(left, 'more line')] : []),
    `${count(pushes, 'push', 'pushes')}${back ? `, ${back} rolled back` : ''}`,
  ].join('. ');
}
