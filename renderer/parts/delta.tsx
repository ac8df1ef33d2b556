import { formatDelta, formatRatio } from '../../shared/format/words';

interface Props {
  /** From unrounded readings; null: there is none. */
  readonly of: number | null;
  /** One precision a column. */
  readonly decimals: number;
  /** The same as a share of the reading before, to stand beside it. Left out: a column of its own has it, or nothing does. */
  readonly ratio?: number | null;
}

/** How a reading changed: always with its sign, the percentage beside it. It has no colour; a verdict has. */
export const Delta = ({ of, decimals, ratio = null }: Props) => (
  <span className="nw">
    {formatDelta(of, decimals)}
    {ratio !== null && (
      <>
        {' '}
        <Ratio of={ratio} brief />
      </>
    )}
  </span>
);

/** A change as a share, where it has a column of its own. `brief`: from 1,000 % on without decimals. */
export const Ratio = ({ of, brief = false }: { of: number | null; brief?: boolean }) => (
  <span className="mid nw">{formatRatio(of, brief)}</span>
);
