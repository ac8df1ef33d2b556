import { formatDuration } from '../../shared/format/words';

/** A length of time, for people and for machines: `2 h 34 m`. Null: an en dash. */
export const Duration = ({ ms }: { ms: number | null }) =>
  ms === null || !Number.isFinite(ms) ? (
    <span>{formatDuration(null)}</span>
  ) : (
    <time dateTime={asPeriod(ms)}>{formatDuration(ms)}</time>
  );

/** As HTML wants it: `PT9280.5S`. */
const asPeriod = (ms: number): string => `PT${Math.abs(ms) / 1000}S`;
