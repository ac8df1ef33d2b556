import { formatDuration, formatTook } from '../../shared/format/words';

interface Props {
  /** Null: an en dash. */
  readonly ms: number | null;
  /** With tenths below ten seconds: `2.1 s`. */
  readonly tenths?: boolean;
}

/** A length of time, for people and for machines: `2 h 34 m`. */
export function Duration({ ms, tenths = false }: Props) {
  const words = tenths ? formatTook(ms) : formatDuration(ms);
  if (ms === null || !Number.isFinite(ms)) return words;
  return <time dateTime={`PT${Math.abs(ms) / 1000}S`}>{words}</time>;
}
