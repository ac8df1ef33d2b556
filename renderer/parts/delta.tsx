import { decimalsFor, formatDelta, formatRatio } from '../../shared/format/words';

interface Props {
  /** Unrounded readings; null: there is none. */
  readonly before: number | null;
  readonly after: number | null;
  /** One precision a column; left out: what fits these two. */
  readonly decimals?: number;
  readonly strong?: boolean;
}

/** How a reading changed: always with its sign, the percentage beside it. It has no colour; a verdict has. */
export function Delta({ before, after, decimals, strong = false }: Props) {
  const known = before !== null && after !== null;
  const delta = formatDelta(known ? after - before : null, decimals ?? decimalsFor([before, after]));
  const ratio = known && before !== 0 ? formatRatio((after - before) / Math.abs(before), true) : '';
  return (
    <span className="nw">
      {strong ? <b>{delta}</b> : delta}
      {ratio && <span className="mid"> {ratio}</span>}
    </span>
  );
}
